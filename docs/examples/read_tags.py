#!/usr/bin/env python3
"""Prints tags as they come: image id, decision, best labels with scores.

    read_tags.py --kafka 127.0.0.1:9092 --count 10
    read_tags.py --source python --count 2
    kcat -C -b 127.0.0.1:9092 -t images.tags.v1 -o -1 -c 1 -D '' -f '%s' | read_tags.py --decode

Needs Debian's python3-avro and, for reading topics, python3-confluent-kafka.
"""

import argparse
import sys

from send_images import SCHEMAS
from single_object import Codec


def show(event):
    tags = ", ".join(f"{tag['label']} {tag['score']:.3f}" for tag in event["tags"])
    print(f"{event['imageId']}\t{event['decision']}\t{tags}", flush=True)


def start(consumer, topic, from_beginning):
    """Reads every partition from where it is now, or from its beginning; needs no group."""
    from confluent_kafka import TopicPartition

    known = consumer.list_topics(topic, timeout=10).topics[topic]
    if known.error:
        sys.exit(f"read_tags.py: {topic}: {known.error.str()}")
    places = []
    for number in known.partitions:
        place = TopicPartition(topic, number)
        beginning, end = consumer.get_watermark_offsets(place, timeout=10)
        places.append(TopicPartition(topic, number, beginning if from_beginning else end))
    consumer.assign(places)
    print(f"read_tags.py: reading {topic}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Prints tags as they come.")
    parser.add_argument("--kafka", default="127.0.0.1:9092")
    parser.add_argument("--topic", default="images.tags.v1")
    parser.add_argument("--count", type=int, help="stop after so many")
    parser.add_argument("--source", help="only pictures of this source, as the sender named it")
    parser.add_argument("--from-beginning", action="store_true")
    parser.add_argument("--decode", action="store_true", help="decode one value from stdin instead")
    args = parser.parse_args()
    codec = Codec(SCHEMAS / "TagEvent/v1.avsc")
    if args.decode:
        show(codec.decode(sys.stdin.buffer.read()))
        return
    from confluent_kafka import Consumer

    consumer = Consumer(
        {
            "bootstrap.servers": args.kafka,
            "group.id": "read_tags.py",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    start(consumer, args.topic, args.from_beginning)
    seen = 0
    while args.count is None or seen < args.count:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            sys.exit(f"read_tags.py: {message.error()}")
        event = codec.decode(message.value())
        if args.source in (None, event["source"]):
            show(event)
            seen += 1
    consumer.close()


if __name__ == "__main__":
    main()
