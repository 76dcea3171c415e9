"""Validates RO-Crates with rocrate-validator, without a network.

    python validate_crate.py required|recommended FOLDER...

Prints one JSON object: for each folder what the profile "Provenance Run Crate", and those that it builds on, find wanting.
Needs the packages roc-validator and rocrate: the JSON-LD context of RO-Crate 1.1, which the validator would fetch, comes with
the latter. Versions of it that bring the context of another RO-Crate are refused: findings would be false.

    pip install roc-validator==0.13.0 rocrate==0.13.0
"""

import json
import logging
import sys
from importlib.resources import files

import requests

CONTEXT_URL = "https://w3id.org/ro/crate/1.1/context"
CONTEXT = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
found = json.loads(CONTEXT).get("@id")
if found != CONTEXT_URL:
    sys.exit(f"rocrate brings the context {found}, not {CONTEXT_URL}: pip install roc-validator==0.13.0 rocrate==0.13.0")


def answer(_session, _method, url, *_args, **_kwargs):
    """Answers for the one context, and for nothing else."""
    response = requests.Response()
    response.url = url
    is_context = url == CONTEXT_URL
    response.status_code = 200 if is_context else 404
    response.headers["Content-Type"] = "application/ld+json"
    response._content = CONTEXT if is_context else b""
    return response


requests.Session.request = answer

from rocrate_validator import services  # noqa: E402
from rocrate_validator.models import Severity, ValidationSettings  # noqa: E402

logging.disable(logging.CRITICAL)


def findings(folder, severity):
    settings = ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="provenance-run-crate-0.5",
        requirement_severity=severity,
        abort_on_first=False,
        no_cache=True,
    )
    result = services.validate(settings)
    return sorted({f"{issue.check.identifier} {issue.message} ({issue.violatingEntity})" for issue in result.get_issues()})


severity = Severity.REQUIRED if sys.argv[1] == "required" else Severity.RECOMMENDED
print(json.dumps({folder: findings(folder, severity) for folder in sys.argv[2:]}))
