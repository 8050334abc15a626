#!/usr/bin/env python3
"""Writes what another implementation makes of a checkpoint, for `clipstream model check`.

    pip install torch transformers open_clip_torch sentencepiece
    reference_values.py DIR && clipstream model check DIR

DIR is a directory of CLIP or SigLIP in the HuggingFace layout, which transformers reads, or in the
OpenCLIP layout, which open_clip reads. Pictures are noise, texts a few in several languages; towers
compute in float64 on the CPU. The file is DIR/expected.safetensors unless --output names another.
With --tokens the texts' token ids are printed too, to hold against `clipstream model tokenize`.
"""

import argparse
import pathlib
import sys

import torch
from safetensors.torch import save_file

TEXTS = [
    "a photo of a cat",
    "A drawing of two dogs, and one car!",
    "",
    "ein Foto einer großen Katze",
    "une photo de l'été à Paris",
    "一张猫的照片",
]


def features(output):
    """transformers 5 returns an object where transformers 4 returned the features."""
    return getattr(output, "pooler_output", output)


def from_transformers(directory):
    """The model's side, token ids [N, L], and functions of pictures and of ids."""
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(directory).double().eval()
    tokenizer = AutoTokenizer.from_pretrained(directory)
    texts = model.config.text_config
    ids = tokenizer(
        TEXTS,
        padding="max_length",
        truncation=True,
        max_length=texts.max_position_embeddings,
        return_tensors="pt",
    )["input_ids"]
    side = model.config.vision_config.image_size
    return (
        model,
        side,
        ids,
        lambda pixels: features(model.get_image_features(pixel_values=pixels)),
        lambda tokens: features(model.get_text_features(input_ids=tokens)),
    )


def from_open_clip(directory):
    """The same of OpenCLIP's."""
    import open_clip

    name = f"local-dir:{directory}"
    model = open_clip.create_model(name).double().eval()
    ids = open_clip.get_tokenizer(name)(TEXTS)
    side = model.visual.image_size
    side = side if isinstance(side, int) else side[0]
    return model, side, ids, model.encode_image, model.encode_text


def values(directory):
    is_hugging_face = (directory / "config.json").exists()
    read = from_transformers if is_hugging_face else from_open_clip
    model, side, ids, of_images, of_texts = read(directory)
    pixels = torch.randn(len(TEXTS), 3, side, side, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        images = of_images(pixels.double())
        texts = of_texts(ids)
        similarities = images / images.norm(dim=-1, keepdim=True)
        similarities = similarities @ (texts / texts.norm(dim=-1, keepdim=True)).T
        logits = model.logit_scale.double().exp() * similarities
        if getattr(model, "logit_bias", None) is not None:
            logits = logits + model.logit_bias.double()
    return {
        "input.pixel_values": pixels,
        "input.input_ids": ids.long(),
        "image_features": images.float(),
        "text_features": texts.float(),
        "logits_per_image": logits.float(),
    }


def main():
    parser = argparse.ArgumentParser(description="Writes reference values of a checkpoint.")
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, help="DIR/expected.safetensors by default")
    parser.add_argument("--tokens", action="store_true", help="print each text with its token ids")
    args = parser.parse_args()
    if not args.directory.is_dir():
        sys.exit(f"reference_values.py: {args.directory}: expected a directory")
    written = values(args.directory.resolve())
    output = args.output or args.directory / "expected.safetensors"
    save_file({name: value.contiguous() for name, value in written.items()}, output)
    print(f"reference_values.py: wrote {output}", file=sys.stderr)
    if args.tokens:
        for text, ids in zip(TEXTS, written["input.input_ids"].tolist()):
            print(f"{text}\t{ids}")


if __name__ == "__main__":
    main()
