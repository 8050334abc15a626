#!/usr/bin/env python3
"""Sends pictures to clipstream, or writes them as values for other tools.

    send_images.py --kafka 127.0.0.1:9092 PICTURE...
    send_images.py --encode PICTURE > value.avro

Needs Debian's python3-avro and, for sending, python3-confluent-kafka.
"""

import argparse
import pathlib
import sys

from single_object import Codec

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of the source tree, or of an installation.
SCHEMAS = next(
    folder
    for folder in (
        ROOT / "schemas/src/main/resources/io/clipstream/schemas/history",
        ROOT / "schemas",
    )
    if folder.is_dir()
)


def event(path):
    return {
        "imageId": path.name,
        "source": "python",
        "capturedAt": None,
        "image": path.read_bytes(),
        "uri": None,
        "contentType": None,
        "labelSetId": None,
        "attributes": {"sentBy": "send_images.py"},
    }


def main():
    parser = argparse.ArgumentParser(description="Sends pictures to clipstream.")
    parser.add_argument("--kafka", default="127.0.0.1:9092")
    parser.add_argument("--topic", default="images.events.v1")
    parser.add_argument("--encode", action="store_true", help="write one value to stdout instead")
    parser.add_argument("pictures", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    codec = Codec(SCHEMAS / "ImageEvent/v1.avsc")
    if args.encode:
        sys.stdout.buffer.write(codec.encode(event(args.pictures[0])))
        return
    from confluent_kafka import Producer

    failures = []
    producer = Producer({"bootstrap.servers": args.kafka, "message.max.bytes": 10485760})
    for picture in args.pictures:
        producer.produce(
            args.topic,
            key=picture.name.encode(),
            value=codec.encode(event(picture)),
            on_delivery=lambda error, _: error and failures.append(error),
        )
    left = producer.flush(30)
    print(f"sent {len(args.pictures) - len(failures) - left} of {len(args.pictures)}")
    sys.exit(1 if failures or left else 0)


if __name__ == "__main__":
    main()
