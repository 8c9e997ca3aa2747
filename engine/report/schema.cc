#include "engine/report/schema.h"

namespace smime::report {
namespace {

// Objects name every field of theirs as required and allow further ones: a reader written for
// schema 1 must not break when a field is added.
constexpr std::string_view kSchemaText = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:smimecheck:schema:1",
  "title": "smimecheck output, schema 1: one object, or an array of them with --format json",
  "oneOf": [
    {"$ref": "#/$defs/message"},
    {"$ref": "#/$defs/certificate"},
    {"$ref": "#/$defs/trust_list"},
    {"$ref": "#/$defs/inspection"},
    {"$ref": "#/$defs/comparison"},
    {"type": "array", "items": {"oneOf": [{"$ref": "#/$defs/message"}, {"$ref": "#/$defs/certificate"},
                                          {"$ref": "#/$defs/trust_list"}, {"$ref": "#/$defs/inspection"},
                                          {"$ref": "#/$defs/comparison"}]}}
  ],
  "$defs": {
    "text": {"type": ["string", "null"]},
    "texts": {"type": "array", "items": {"type": "string"}},
    "count": {"type": "integer", "minimum": 0},
    "flag": {"type": ["boolean", "null"]},
    "instant": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
    "time": {"oneOf": [{"$ref": "#/$defs/instant"}, {"type": "null"}]},
    "hex": {"type": ["string", "null"], "pattern": "^([0-9A-Fa-f]{2})*$"},
    "word32": {"type": "string", "pattern": "^0x[0-9A-F]{8}$"},
    "fingerprint": {"type": ["string", "null"], "pattern": "^sha256:[0-9a-f]{64}$"},
    "verdict": {"enum": ["unknown", "encrypted", "invalid", "not_signed", "partial", "untrusted", "revoked",
                         "expired", "not_yet_valid", "wrong_usage", "weak", "signer_mismatch",
                         "valid_with_notes", "valid"]},
    "client_verdict": {"enum": ["valid", "warning", "invalid", "not_shown", "not_applicable", "unknown"]},
    "certainty": {"enum": ["observed", "vendor", "third-party", "hypothesis", "inferred", "unknown"]},
    "coverage": {"enum": ["whole", "partial", "attached_message"]},
    "kind": {"enum": ["clear", "opaque", "bare"]},
    "source": {"enum": ["message", "trust", "intermediates", "fetched", "file"]},
    "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
    "finding": {
      "type": "object",
      "required": ["code", "severity", "where", "details"],
      "properties": {
        "code": {"type": "string", "pattern": "^[a-z0-9_]+\\.[a-z0-9_]+$"},
        "severity": {"enum": ["fatal", "error", "warning", "notice"]},
        "where": {"type": "string"},
        "details": {"type": "object", "additionalProperties": {
          "oneOf": [{"type": ["string", "integer"]},
                    {"type": "array", "items": {"type": ["string", "integer"]}}]}}
      }
    },
    "person": {
      "type": "object",
      "required": ["addresses", "subject", "issuer", "serial", "sha256", "thumbprint"],
      "properties": {
        "addresses": {"$ref": "#/$defs/texts"},
        "subject": {"$ref": "#/$defs/text"},
        "issuer": {"$ref": "#/$defs/text"},
        "serial": {"$ref": "#/$defs/text"},
        "sha256": {"$ref": "#/$defs/hex"},
        "thumbprint": {"$ref": "#/$defs/hex"},
        "not_before": {"$ref": "#/$defs/time"},
        "not_after": {"$ref": "#/$defs/time"},
        "key": {"$ref": "#/$defs/text"},
        "identifier": {"$ref": "#/$defs/text"}
      }
    },
    "revocation_state": {"enum": ["good", "revoked", "unavailable", "stale", "not_checked"]},
    "revocation": {
      "type": "object",
      "required": ["state", "revoked_at", "invalid_since", "reason", "by", "from", "sha256", "this_update",
                   "next_update", "why"],
      "properties": {
        "state": {"$ref": "#/$defs/revocation_state"},
        "revoked_at": {"$ref": "#/$defs/time"},
        "invalid_since": {"$ref": "#/$defs/time"},
        "reason": {"$ref": "#/$defs/text"},
        "by": {"enum": ["crl", "ocsp", null]},
        "from": {"enum": ["given", "message", "trust", "bundle", null]},
        "sha256": {"anyOf": [{"$ref": "#/$defs/hex"}, {"type": "null"}]},
        "this_update": {"$ref": "#/$defs/time"},
        "next_update": {"$ref": "#/$defs/time"},
        "why": {"$ref": "#/$defs/text"}
      }
    },
    "chain": {
      "type": "object",
      "required": ["id", "for", "environments", "anchors", "helpers", "at", "revocation", "status", "error_status",
                   "info_status", "chain_status_flags", "hresult",
                   "hresult_name", "hresult_text", "paths_tried", "other_paths",
                   "certificates", "windows_path", "findings"],
      "properties": {
        "id": {"$ref": "#/$defs/count"},
        "for": {"$ref": "#/$defs/texts"},
        "environments": {"$ref": "#/$defs/texts"},
        "anchors": {"$ref": "#/$defs/fingerprint"},
        "helpers": {"type": "array", "items": {"$ref": "#/$defs/source"}},
        "at": {"type": "array", "items": {"$ref": "#/$defs/instant"}, "minItems": 1},
        "revocation": {"$ref": "#/$defs/revocation_state"},
        "reaches_anchor": {"type": "boolean"},
        "status": {"$ref": "#/$defs/texts"},
        "error_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
        "info_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
        "chain_status_flags": {"$ref": "#/$defs/texts"},
        "hresult": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
        "hresult_name": {"$ref": "#/$defs/text"},
        "hresult_text": {"$ref": "#/$defs/text"},
        "paths_tried": {"$ref": "#/$defs/count"},
        "other_paths": {"type": "array", "items": {"$ref": "#/$defs/other_path"}},
        "certificates": {"type": "array", "items": {
          "allOf": [{"$ref": "#/$defs/person"}],
          "required": ["source", "error_status", "info_status", "revocation"],
          "properties": {"source": {"$ref": "#/$defs/source"},
                         "error_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
                         "info_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
                         "revocation": {"$ref": "#/$defs/revocation"}}}},
        "windows_path": {"type": "array", "items": {
          "type": "object",
          "required": ["subject", "sha256", "error_status", "info_status"],
          "properties": {"subject": {"type": "string"},
                         "sha256": {"$ref": "#/$defs/hex"},
                         "error_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]},
                         "info_status": {"anyOf": [{"$ref": "#/$defs/word32"}, {"type": "null"}]}}}},
        "findings": {"$ref": "#/$defs/findings"}
      }
    },
    "other_path": {
      "type": "object",
      "required": ["certificates", "reaches_anchor", "verdict", "faults"],
      "properties": {
        "certificates": {"type": "array", "items": {
          "type": "object",
          "required": ["subject", "sha256"],
          "properties": {"subject": {"type": "string"}, "sha256": {"$ref": "#/$defs/hex"}}}},
        "reaches_anchor": {"type": "boolean"},
        "verdict": {"$ref": "#/$defs/verdict"},
        "faults": {"type": "array", "items": {
          "type": "object",
          "required": ["code", "certificate"],
          "properties": {"code": {"type": "string"}, "certificate": {"$ref": "#/$defs/count"}}}}
      }
    },
    "layer": {
      "type": "object",
      "required": ["part", "type", "coverage", "verdict"],
      "properties": {
        "part": {"type": "string"},
        "type": {"enum": ["signed", "encrypted", "certs-only", "compressed", "other", "unreadable"]},
        "coverage": {"$ref": "#/$defs/coverage"},
        "verdict": {"$ref": "#/$defs/verdict"},
        "kind": {"$ref": "#/$defs/kind"},
        "parent": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
        "inside_message": {"type": "boolean"},
        "findings": {"$ref": "#/$defs/findings"}
      }
    },
    "signature": {
      "type": "object",
      "required": ["part", "kind", "layer", "signer_index", "verdict", "signer", "digest",
                   "signature_algorithm", "signing_time", "content_intact", "signature_valid", "trusted",
                   "chains", "findings"],
      "properties": {
        "part": {"type": "string"},
        "kind": {"$ref": "#/$defs/kind"},
        "layer": {"$ref": "#/$defs/count"},
        "signer_index": {"$ref": "#/$defs/count"},
        "verdict": {"$ref": "#/$defs/verdict"},
        "signer": {"$ref": "#/$defs/person"},
        "digest": {"$ref": "#/$defs/text"},
        "signature_algorithm": {"$ref": "#/$defs/text"},
        "signing_time": {"$ref": "#/$defs/time"},
        "signed_attributes": {"$ref": "#/$defs/texts"},
        "content_intact": {"$ref": "#/$defs/flag"},
        "signature_valid": {"$ref": "#/$defs/flag"},
        "trusted": {"$ref": "#/$defs/flag"},
        "address": {"enum": ["matches", "sender_only", "mismatch", "no_from", "ambiguous_from",
                             "malformed_from", "no_address", "not_applicable"]},
        "chains": {"type": "array", "items": {"$ref": "#/$defs/chain"}},
        "findings": {"$ref": "#/$defs/findings"}
      }
    },
    "client": {
      "type": "object",
      "required": ["verdict", "reason", "codes", "chains", "assumes", "shows", "certainty",
                   "text_certainty", "source", "cure"],
      "properties": {
        "verdict": {"$ref": "#/$defs/client_verdict"},
        "reason": {"$ref": "#/$defs/text"},
        "condition": {"$ref": "#/$defs/text"},
        "codes": {"$ref": "#/$defs/texts"},
        "chains": {"type": "array", "items": {"$ref": "#/$defs/count"}},
        "assumes": {"$ref": "#/$defs/texts"},
        "shows": {"$ref": "#/$defs/texts"},
        "certainty": {"$ref": "#/$defs/certainty"},
        "text_certainty": {"$ref": "#/$defs/certainty"},
        "source": {"$ref": "#/$defs/texts"},
        "cure": {"$ref": "#/$defs/texts"}
      }
    },
    "clients": {"type": "object", "additionalProperties": {"$ref": "#/$defs/client"}},
    "versions": {
      "type": "object",
      "required": ["smimecheck", "openssl"],
      "properties": {"smimecheck": {"type": "string"}, "openssl": {"type": "string"}}
    },
    "policies": {
      "type": "object",
      "required": ["wanted", "explicit", "inhibit_mapping", "inhibit_any"],
      "properties": {"wanted": {"$ref": "#/$defs/texts"}, "explicit": {"type": "boolean"},
                     "inhibit_mapping": {"type": "boolean"}, "inhibit_any": {"type": "boolean"}}
    },
    "message": {
      "type": "object",
      "required": ["type", "schema", "location", "sha256", "size", "verdict", "coverage", "from", "date",
                   "at", "at_source", "layers", "signatures", "findings", "clients", "versions", "trust",
                   "policies"],
      "properties": {
        "type": {"const": "message"},
        "schema": {"const": 1},
        "location": {"type": "string"},
        "sha256": {"$ref": "#/$defs/hex"},
        "size": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
        "verdict": {"$ref": "#/$defs/verdict"},
        "coverage": {"oneOf": [{"$ref": "#/$defs/coverage"}, {"type": "null"}]},
        "deciding_layer": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
        "deciding_signer": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
        "from": {"$ref": "#/$defs/texts"},
        "date": {"$ref": "#/$defs/time"},
        "at": {"$ref": "#/$defs/time"},
        "at_source": {"enum": ["now", "given", "signing-time", "date", null]},
        "layers": {"type": "array", "items": {"$ref": "#/$defs/layer"}},
        "signatures": {"type": "array", "items": {"$ref": "#/$defs/signature"}},
        "findings": {"$ref": "#/$defs/findings"},
        "clients": {"$ref": "#/$defs/clients"},
        "versions": {"$ref": "#/$defs/versions"},
        "trust": {"type": "object", "additionalProperties": {"$ref": "#/$defs/fingerprint"}},
        "policies": {"$ref": "#/$defs/policies"}
      }
    },
    "certificate": {
      "type": "object",
      "allOf": [{"$ref": "#/$defs/person"}],
      "required": ["type", "schema", "location", "from", "at", "at_source", "verdict", "trusted", "chains",
                   "findings", "clients", "versions", "trust",
                   "policies"],
      "properties": {
        "type": {"const": "certificate"},
        "schema": {"const": 1},
        "location": {"type": "string"},
        "from": {"$ref": "#/$defs/texts"},
        "at": {"$ref": "#/$defs/time"},
        "at_source": {"enum": ["now", "given", null]},
        "verdict": {"$ref": "#/$defs/verdict"},
        "trusted": {"$ref": "#/$defs/flag"},
        "chains": {"type": "array", "items": {"$ref": "#/$defs/chain"}},
        "findings": {"$ref": "#/$defs/findings"},
        "clients": {"$ref": "#/$defs/clients"},
        "versions": {"$ref": "#/$defs/versions"},
        "trust": {"type": "object", "additionalProperties": {"$ref": "#/$defs/fingerprint"}},
        "policies": {"$ref": "#/$defs/policies"}
      }
    },
    "trust_list": {
      "type": "object",
      "required": ["type", "schema", "location", "findings"],
      "properties": {
        "type": {"const": "trust_list"},
        "schema": {"const": 1},
        "location": {"type": "string"},
        "findings": {"$ref": "#/$defs/findings"}
      }
    },
    "inspection": {
      "type": "object",
      "required": ["type", "schema", "location", "sha256", "size", "parts", "cms", "second_opinion",
                   "findings"],
      "properties": {
        "type": {"const": "inspection"},
        "schema": {"const": 1},
        "location": {"type": "string"},
        "sha256": {"$ref": "#/$defs/hex"},
        "size": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {
          "type": "object",
          "required": ["part", "depth", "content_type", "header", "body", "covered_by"],
          "properties": {
            "part": {"type": "string"},
            "depth": {"$ref": "#/$defs/count"},
            "content_type": {"type": "string"},
            "header": {"$ref": "#/$defs/extent"},
            "body": {"$ref": "#/$defs/extent"},
            "covered_by": {"$ref": "#/$defs/texts"}}}},
        "cms": {"type": "array", "items": {
          "type": "object",
          "required": ["part", "type", "version", "digest_algorithms", "content_type", "content_size",
                       "certificates", "signer_infos"],
          "properties": {
            "part": {"type": "string"},
            "type": {"$ref": "#/$defs/text"},
            "version": {"type": ["integer", "null"]},
            "digest_algorithms": {"$ref": "#/$defs/texts"},
            "content_type": {"$ref": "#/$defs/text"},
            "content_size": {"oneOf": [{"$ref": "#/$defs/count"}, {"type": "null"}]},
            "certificates": {"type": "array", "items": {"$ref": "#/$defs/person"}},
            "signer_infos": {"type": "array", "items": {"type": "object"}}}}},
        "second_opinion": {"$ref": "#/$defs/texts"},
        "findings": {"$ref": "#/$defs/findings"}
      }
    },
    "said": {"enum": ["good", "bad", "unreadable", "not_asked", "no_answer"]},
    "difference": {
      "type": "object",
      "required": ["subject", "side", "classes", "unexplained"],
      "properties": {
        "subject": {"enum": ["signature", "chain", "content"]},
        "side": {"enum": ["stricter", "laxer", "other_content"]},
        "classes": {"type": "array", "items": {
          "type": "object",
          "required": ["class", "text", "citation", "facts"],
          "properties": {
            "class": {"type": "string"},
            "text": {"type": "string"},
            "citation": {"type": "string"},
            "facts": {"$ref": "#/$defs/texts"}}}},
        "unexplained": {"$ref": "#/$defs/texts"}
      }
    },
    "comparison": {
      "type": "object",
      "required": ["type", "schema", "location", "sha256", "at", "verdict", "layers", "unexplained", "findings",
                   "versions"],
      "properties": {
        "type": {"const": "comparison"},
        "schema": {"const": 1},
        "location": {"type": "string"},
        "sha256": {"$ref": "#/$defs/hex"},
        "at": {"$ref": "#/$defs/time"},
        "verdict": {"$ref": "#/$defs/verdict"},
        "layers": {"type": "array", "items": {
          "type": "object",
          "required": ["part", "kind", "verdict", "arithmetic", "parts", "mail", "chain", "parts_refused_for",
                       "mail_refused_for", "chain_refused_for", "not_asked", "rows"],
          "properties": {
            "part": {"$ref": "#/$defs/text"},
            "kind": {"enum": ["clear", "opaque", "bare", "message"]},
            "verdict": {"$ref": "#/$defs/verdict"},
            "arithmetic": {"type": "boolean"},
            "parts": {"$ref": "#/$defs/said"},
            "mail": {"$ref": "#/$defs/said"},
            "chain": {"$ref": "#/$defs/said"},
            "parts_refused_for": {"$ref": "#/$defs/texts"},
            "mail_refused_for": {"$ref": "#/$defs/texts"},
            "chain_refused_for": {"$ref": "#/$defs/texts"},
            "not_asked": {"$ref": "#/$defs/text"},
            "rows": {"type": "array", "items": {
              "type": "object",
              "required": ["engine", "question", "installed", "version", "signature", "chain", "same_content",
                           "words", "note", "differences"],
              "properties": {
                "engine": {"enum": ["openssl", "gpgsm", "cmsutil", "bouncycastle"]},
                "question": {"enum": ["parts", "mail"]},
                "installed": {"type": "boolean"},
                "version": {"$ref": "#/$defs/text"},
                "signature": {"$ref": "#/$defs/said"},
                "chain": {"$ref": "#/$defs/said"},
                "same_content": {"$ref": "#/$defs/flag"},
                "words": {"$ref": "#/$defs/text"},
                "note": {"$ref": "#/$defs/text"},
                "differences": {"type": "array", "items": {"$ref": "#/$defs/difference"}}}}}}}},
        "unexplained": {"$ref": "#/$defs/count"},
        "findings": {"$ref": "#/$defs/findings"},
        "versions": {"$ref": "#/$defs/versions"}
      }
    },
    "extent": {
      "type": "object",
      "required": ["offset", "length"],
      "properties": {"offset": {"$ref": "#/$defs/count"}, "length": {"$ref": "#/$defs/count"}}
    }
  }
}
)json";

}  // namespace

std::string_view json_schema() { return kSchemaText; }

}  // namespace smime::report
