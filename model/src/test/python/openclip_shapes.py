"""Writes stand-ins of OpenCLIP's model configurations, for the tests.

    python3 openclip_shapes.py OPEN_CLIP/src/open_clip/model_configs > ../resources/openclip-shapes.jsonl

Of all files that say the same but for numbers, vocabularies and towers of timm's that are none of SigLIP's and no
ConvNeXt, one is kept, with a single layer and without what describes no tower of pictures or texts, and the names
of all: which options a file has decides whether it can be read.
"""

import json
import re
import sys
from pathlib import Path


TOWERS = ("vision_cfg", "text_cfg")
KNOWN = re.compile(r"_siglip_|^convnext_")


def shape(value, key=""):
    if isinstance(value, dict):
        return {name: shape(item, name) for name, item in sorted(value.items())}
    if key == "hf_tokenizer_name" or key == "timm_model_name" and not KNOWN.search(value):
        return ""
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return 0
    return value


def smaller(config):
    for key, value in config.items():
        if isinstance(value, dict) and key not in TOWERS:
            config[key] = {}
    for tower in TOWERS:
        layers = config.get(tower, {}).get("layers")
        if layers is not None:
            config[tower]["layers"] = [1, 1, 1, 1] if isinstance(layers, list) else 1
    return config


def main(directory):
    shapes = {}
    for file in sorted(Path(directory).glob("*.json")):
        config = smaller(json.loads(file.read_text()))
        stand_in = shapes.setdefault(json.dumps(shape(config)), {"names": [], "config": config})
        stand_in["names"].append(file.stem)
    for stand_in in shapes.values():
        print(json.dumps(stand_in, separators=(",", ":")))


main(sys.argv[1])
