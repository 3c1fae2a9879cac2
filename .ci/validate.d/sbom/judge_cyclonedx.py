"""Judges CycloneDX documents by the strict validator of cyclonedx-python-lib: FILE..."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

VERSIONS = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}

failed = False
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    version = json.loads(text)["specVersion"]
    error = JsonStrictValidator(VERSIONS[version]).validate_str(text)
    failed |= error is not None
    print(f"{path}: CycloneDX {version}: {error or 'valid'}")
sys.exit(failed)
