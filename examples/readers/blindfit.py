"""Reads what modelowner writes, with Python's standard library alone.

    import blindfit
    d = blindfit.tables("tables")          # a folder of analyse, report --format csv or simulate --tables
    d["coefficients"][0]["estimate"]
    b = blindfit.bundle("study.zip")       # of export --format bundle; raises ValueError for a file that was altered
    s = blindfit.sums(b["files"]["sums.json"])

Cells that are numbers become float, empty ones None. bundle checks the digests of its files; modelowner rebuild checks more:
that model, tables and report follow from the sums.
"""

import csv
import hashlib
import io
import json
import os
import zipfile


def _cell(text):
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def table(text):
    """The rows of a table from its text, each a dict by column."""
    return [{k: _cell(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text))]


def tables(folder):
    """All tables of a folder by name."""
    out = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".csv"):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
                out[name[:-4]] = table(f.read())
    if not out:
        raise ValueError("no tables in " + folder)
    return out


def bundle(path):
    """A bundle: its index, its files as bytes by name, and its tables by name."""
    with zipfile.ZipFile(path) as z:
        files = {name: z.read(name) for name in z.namelist()}
    if "bundle.json" not in files:
        raise ValueError(path + " is no bundle")
    index = json.loads(files["bundle.json"])
    if index.get("format") != "blindfit-bundle" or index.get("version") != 1:
        raise ValueError(path + ": format must be blindfit-bundle and version 1")
    for entry in index["files"]:
        data = files.get(entry["name"])
        if data is None or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise ValueError(entry["name"] + " was altered or is not there")
    found = {n[len("tables/"):-len(".csv")]: table(b.decode()) for n, b in files.items() if n.startswith("tables/")}
    return {"index": index, "files": files, "tables": found}


def sums(data):
    """The sums of a training: names of columns, means, and the whole matrix of products about the means."""
    s = json.loads(data)
    if s.get("format") != "blindfit-sums" or s.get("version") != 1:
        raise ValueError("format must be blindfit-sums and version 1")
    names = [c["name"] for c in s["columns"]]
    lower = s["products"]
    whole = [[lower[max(i, j)][min(i, j)] for j in range(len(names))] for i in range(len(names))]
    return {"nobs": s["nobs"], "columns": names, "means": [c["mean"] for c in s["columns"]], "products": whole, "target": s.get("target")}
