"""Takes pictures to an encoder's input with other libraries, for `clipstream bench decode`.

Reads lines `PEER<tab>SECONDS<tab>SIDE<tab>FILE<tab>OUTPUT` and answers each with the milliseconds of CPU
time that a picture took in the median; OUTPUT receives the pixels. The first line that it prints names
the peers that this machine has, with their versions.
"""

import io
import sys
import time

PEERS = {}
VERSIONS = {}

try:
    import PIL
    from PIL import Image

    def cropped(image, side):
        width, height = image.size
        if width > height:
            wide, high = int(side * width / height), side
        else:
            wide, high = side, int(side * height / width)
        small = image.convert("RGB").resize((wide, high), Image.BICUBIC)
        left, top = round((wide - side) / 2), round((high - side) / 2)
        return small.crop((left, top, left + side, top + side)).tobytes()

    def drafted(data, side, times):
        image = Image.open(io.BytesIO(data))
        if times:
            width, height = image.size
            scale = times * side / min(width, height)
            image.draft("RGB", (int(width * scale), int(height * scale)))
        return cropped(image, side)

    PEERS["Pillow, full"] = lambda data, side: drafted(data, side, 0)
    PEERS["Pillow, draft"] = lambda data, side: drafted(data, side, 2)
    PEERS["Pillow, draft of 1x"] = lambda data, side: drafted(data, side, 1)
    VERSIONS["Pillow"] = PIL.__version__
except ImportError:
    pass

try:
    import cv2
    import numpy

    cv2.setNumThreads(1)
    SCALES = {
        1: cv2.IMREAD_COLOR,
        2: cv2.IMREAD_REDUCED_COLOR_2,
        4: cv2.IMREAD_REDUCED_COLOR_4,
        8: cv2.IMREAD_REDUCED_COLOR_8,
    }

    def sides(data):
        """Width and height as the header of the JPEG has them; others are decoded in full."""
        at = 2
        while data[:2] == b"\xff\xd8" and at + 9 < len(data):
            if data[at + 1] in (0xC0, 0xC1, 0xC2):
                return data[at + 7] << 8 | data[at + 8], data[at + 5] << 8 | data[at + 6]
            at += 2 + (data[at + 2] << 8 | data[at + 3])
        return 0, 0

    def opencv(data, side):
        reduction = 8
        while reduction > 1 and min(sides(data)) // reduction < 2 * side:
            reduction //= 2
        image = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), SCALES[reduction])
        height, width = image.shape[:2]
        if width > height:
            wide, high = int(side * width / height), side
        else:
            wide, high = side, int(side * height / width)
        small = cv2.resize(image, (wide, high), interpolation=cv2.INTER_AREA)
        left, top = round((wide - side) / 2), round((high - side) / 2)
        square = small[top : top + side, left : left + side]
        return cv2.cvtColor(square, cv2.COLOR_BGR2RGB).tobytes()

    PEERS["OpenCV"] = opencv
    VERSIONS["OpenCV"] = cv2.__version__
except ImportError:
    pass


def measured(peer, seconds, side, data):
    times = []
    end = time.monotonic() + seconds
    while not times or time.monotonic() < end:
        start = time.process_time()
        pixels = peer(data, side)
        times.append(time.process_time() - start)
    return 1000 * sorted(times)[len(times) // 2], pixels


def main():
    versions = " ".join(name + " " + version for name, version in VERSIONS.items())
    print("\t".join([versions, *PEERS]), flush=True)
    for line in sys.stdin:
        name, seconds, side, file, output = line.rstrip("\n").split("\t")
        with open(file, "rb") as picture:
            data = picture.read()
        milliseconds, pixels = measured(PEERS[name], float(seconds), int(side), data)
        with open(output, "wb") as out:
            out.write(pixels)
        print(milliseconds, flush=True)


if __name__ == "__main__":
    main()
