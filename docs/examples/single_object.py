"""Avro single-object encoding with nothing but Debian's python3-avro.

A value is the two bytes c3 01, the schema's fingerprint (CRC-64-AVRO of its parsing canonical form,
eight bytes, little-endian) and the record in Avro's binary encoding.
"""

import io
import json

import avro.io
import avro.schema

MARK = b"\xc3\x01"
PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}


def _crc64(data):
    """CRC-64-AVRO, as the Avro specification defines it."""
    empty = 0xC15D213AA4D7A795
    table = []
    for i in range(256):
        fp = i
        for _ in range(8):
            fp = (fp >> 1) ^ (empty & -(fp & 1))
        table.append(fp)
    fp = empty
    for byte in data:
        fp = (fp >> 8) ^ table[(fp ^ byte) & 0xFF]
    return fp


def _canonical(schema, namespace=""):
    """The parsing canonical form: what is left of a schema when everything for people is gone."""
    if isinstance(schema, list):
        return "[" + ",".join(_canonical(branch, namespace) for branch in schema) + "]"
    if isinstance(schema, str):
        known = schema in PRIMITIVES or "." in schema or not namespace
        return json.dumps(schema if known else namespace + "." + schema)
    if schema["type"] in PRIMITIVES:  # logical types are gone too
        return json.dumps(schema["type"])
    parts = []
    if "name" in schema:
        namespace = schema.get("namespace", namespace)
        name = schema["name"]
        full = name if "." in name or not namespace else namespace + "." + name
        namespace = full.rpartition(".")[0]
        parts.append('"name":' + json.dumps(full))
    parts.append('"type":' + json.dumps(schema["type"]))
    if "fields" in schema:
        fields = [
            '{"name":%s,"type":%s}' % (json.dumps(f["name"]), _canonical(f["type"], namespace))
            for f in schema["fields"]
        ]
        parts.append('"fields":[' + ",".join(fields) + "]")
    if "symbols" in schema:
        parts.append('"symbols":' + json.dumps(schema["symbols"], separators=(",", ":")))
    for inner in ("items", "values"):
        if inner in schema:
            parts.append(f'"{inner}":' + _canonical(schema[inner], namespace))
    if "size" in schema:
        parts.append('"size":%d' % schema["size"])
    return "{" + ",".join(parts) + "}"


class Codec:
    """Values of one record type, written and read with one version of its schema."""

    def __init__(self, schema_file):
        with open(schema_file, encoding="utf-8") as file:
            text = file.read()
        self.schema = avro.schema.parse(text)
        # python3-avro's own canonical form keeps {"type":"long"} where a logical type was.
        canonical = _canonical(json.loads(text))
        self.header = MARK + _crc64(canonical.encode("utf-8")).to_bytes(8, "little")

    def encode(self, record):
        out = io.BytesIO()
        out.write(self.header)
        avro.io.DatumWriter(self.schema).write(record, avro.io.BinaryEncoder(out))
        return out.getvalue()

    def decode(self, value):
        if value[:10] != self.header:
            raise ValueError(
                f"the value begins {value[:10].hex()}, expected {self.header.hex()}:"
                " another format, or another version of the schema"
            )
        source = io.BytesIO(value[10:])
        return avro.io.DatumReader(self.schema).read(avro.io.BinaryDecoder(source))
