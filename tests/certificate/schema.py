"""As much of JSON Schema as the published schema of certificates uses."""

import re

KINDS = {"object": dict, "array": list, "string": str, "integer": int}


def fault(value, schema, root=None, place="$"):
    """Where and why a value does not fit a schema, None where it does."""
    root = schema if root is None else root
    if schema is False:
        return f"{place}: too many items"
    if "$ref" in schema:
        return fault(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, place)
    if "const" in schema and value != schema["const"]:
        return f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{place}: {value!r} is none of {schema['enum']}"
    if "oneOf" in schema:
        fits = [s for s in schema["oneOf"] if fault(value, s, root, place) is None]
        return None if len(fits) == 1 else f"{place}: {len(fits)} of the shapes fit {value!r}"
    kind = KINDS.get(schema.get("type"))
    if kind and type(value) is not kind:
        return f"{place}: {value!r} is not of type {schema['type']}"
    return next((f for f in _inside(value, schema, root, place) if f), None)


def _inside(value, schema, root, place):
    if isinstance(value, dict):
        own = schema.get("properties", {})
        yield from (
            f"{place}: {key} is missing" for key in schema.get("required", ()) if key not in value
        )
        other = schema.get("additionalProperties", {})
        for key, inner in value.items():
            yield fault(inner, own.get(key, other), root, f"{place}.{key}")
    elif isinstance(value, list):
        first = schema.get("prefixItems", [])
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{place}: {len(value)} items"
        if schema.get("uniqueItems") and len(set(value)) < len(value):
            yield f"{place}: an item stands twice"
        for n, inner in enumerate(value):
            wanted = first[n] if n < len(first) else schema.get("items", {})
            yield fault(inner, wanted, root, f"{place}[{n}]")
    elif isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield f"{place}: {value!r} does not match {schema['pattern']}"
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{place}: {value!r} is too long"
    elif value is None:
        return
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{place}: {value} is out of range"
