import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** Takes a picture with the camera, once somebody asks for it. Tells 'taken' with 'blob', and 'closed'. */
class CameraBox extends LitElement {
  static properties = {ready: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      .panel {
        padding: 12px;
        display: grid;
        gap: 10px;
        justify-items: center;
      }
      video {
        width: 100%;
        max-height: 50vh;
        border-radius: 8px;
        background: var(--hover);
      }
      .buttons {
        display: flex;
        gap: 8px;
      }
      .failed {
        color: var(--block);
      }
    `,
  ];

  constructor() {
    super();
    this.ready = false;
    this.failed = "";
    this.blob = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.ready = false;
  }

  async #open() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}}});
      if (!this.isConnected) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.stream = stream;
      const video = this.renderRoot.querySelector("video");
      video.srcObject = stream;
      await video.play();
      this.ready = true;
    } catch (e) {
      this.failed = `There is no camera that may be used: ${e.message}. Allow it in the browser, or choose a file.`;
    }
  }

  render() {
    return html`<div class="panel">
      <video muted playsinline ?hidden=${this.failed !== ""} aria-label="What the camera sees"></video>
      <p class="failed" role="alert" ?hidden=${this.failed === ""}>${this.failed}</p>
      <div class="buttons">
        <button type="button" class="main" ?disabled=${!this.ready} @click=${this.#take}>Take the picture</button>
        <button type="button" @click=${() => this.dispatchEvent(new Event("closed"))}>Close</button>
      </div>
    </div>`;
  }

  #take() {
    const video = this.renderRoot.querySelector("video");
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob(
      (blob) => {
        this.blob = blob;
        this.dispatchEvent(new Event("taken"));
      },
      "image/jpeg",
      0.92,
    );
  }
}

customElements.define("camera-box", CameraBox);
