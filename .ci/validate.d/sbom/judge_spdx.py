"""Judges SPDX 3 documents: FILE...

Reading by the classes of spdx-python-model finds unknown classes, properties and words, and references that lead
nowhere; writing the objects again finds values that are missing or too many. What the AI profile requires of licences,
and the uniqueness of identifiers, is in no validator: it is looked at here.

The JSON schema and the SHACL shapes are in no registry. Where SPDX3_DATA names a directory with spdx.org's
`schema.json`, `spdx-model.ttl` and `spdx-context.jsonld` of 3.0.1, spdx3-validate judges by them too.
"""

import io
import json
import os
import sys
from collections import Counter

from spdx_python_model import v3_0_1 as spdx

DATA = os.environ.get("SPDX3_DATA")


def by_model(path):
    objects = spdx.SHACLObjectSet()
    with open(path, "rb") as file:
        spdx.JSONLDDeserializer().read(file, objects)
    missing = set(objects.missing_ids)
    if missing:
        yield f"lead nowhere: {sorted(missing)}"
    spdx.JSONLDSerializer().write(objects, io.BytesIO())


def by_profile(document):
    graph = document["@graph"]
    ids = Counter(node.get("spdxId", node.get("@id")) for node in graph)
    yield from (f"twice: {id}" for id, times in ids.items() if times > 1)
    counts = Counter(
        (node["from"], node["relationshipType"])
        for node in graph
        if "relationshipType" in node
    )
    for node in graph:
        if node["type"] == "ai_AIPackage":
            for kind in ("hasDeclaredLicense", "hasConcludedLicense"):
                times = counts[node["spdxId"], kind]
                if times != 1:
                    yield f"{node['spdxId']} has {times} {kind}"
    profiles = next(node for node in graph if node["type"] == "SpdxDocument")["profileConformance"]
    if "ai" in profiles:
        yield "claims the ai profile, whose facts are not known"


def by_shapes(path):
    import rdflib
    from rdflib.plugins.shared.jsonld import context
    from spdx3_validate.core import Document, check_graph, schema_validator

    with open(f"{DATA}/spdx-context.jsonld", encoding="utf-8") as file:
        local = json.load(file)
    context.source_to_json = lambda *_args, **_kwargs: (local, None)
    with open(f"{DATA}/schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    shapes = rdflib.Graph()
    shapes.parse(f"{DATA}/spdx-model.ttl")
    document = Document.load(path)
    for error in schema_validator(schema).iter_errors(document.data):
        yield f"schema: {error.json_path}: {error.message[:300]}"
    yield from (f"shapes: {error}" for error in check_graph(document.graph, shapes, document.version, True))


failed = False
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    errors = [*by_model(path), *by_profile(document)]
    if DATA:
        errors += by_shapes(path)
    for error in errors:
        print(f"{path}: {error}")
    failed |= bool(errors)
    judges = "model, profile, schema and shapes" if DATA else "model and profile"
    print(f"{path}: SPDX 3.0.1 by {judges}: {len(errors)} errors")
sys.exit(failed)
