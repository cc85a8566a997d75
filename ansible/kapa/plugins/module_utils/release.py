# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A folder of policies as one archive: packed on the control node, unpacked as a release on the host."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import hashlib
import io
import json
import os
import re
import tarfile

# File of a release that gives its variables and thresholds the values of the host.
VALUES = "host.vars.yaml"


class Unfit(Exception):
    """A folder or an archive that cannot be a release; its text says why."""


def read_folder(folder):
    """Entries (name, mode, bytes) of a folder, in the order of their names. Links are followed inside the folder only."""
    root = os.path.realpath(folder)
    entries = []
    for place, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in folders:
            if os.path.islink(os.path.join(place, name)):
                raise Unfit("%s is a link to a folder; put the folder itself there" % os.path.join(place, name))
        for name in files:
            path = os.path.join(place, name)
            real = os.path.realpath(path)
            if not real.startswith(root + os.sep) or not os.path.isfile(real):
                raise Unfit("%s leads out of %s, or is no file" % (path, folder))
            with open(real, "rb") as source:
                content = source.read()
            mode = os.stat(real).st_mode & 0o755 | 0o400
            entries.append((os.path.relpath(path, root), mode, content))
    if not entries:
        raise Unfit("%s has no files" % folder)
    return sorted(entries)


def with_values(entries, values):
    """Entries with values of the host among them; those of a file that is there hold where none of these has the name."""
    if not values:
        return entries
    text = "# Values of this host, from its inventory: they stand over those of the policies.\n"
    for name, value in sorted(values.items()):
        # A name and JSON are YAML.
        key = name if re.match(r"^[A-Za-z_][A-Za-z0-9_./-]*$", name) else json.dumps(name, ensure_ascii=False)
        text += "%s: %s\n" % (key, json.dumps(value, ensure_ascii=False, sort_keys=True))
    # What is no text kapa tells with its place.
    content, mode = text.encode("utf-8", "surrogatepass"), 0o644
    for name, own_mode, own in entries:
        if name == VALUES:
            # To kapa a later document stands over an earlier one.
            content, mode = own + b"\n---\n" + content, own_mode
    return sorted([entry for entry in entries if entry[0] != VALUES] + [(VALUES, mode, content)])


def digest_of(entries):
    """SHA256 over names, modes and contents."""
    digest = hashlib.sha256()
    for name, mode, content in entries:
        digest.update(("%s\0%o\0%d\0" % (name, mode, len(content))).encode("utf-8"))
        digest.update(content)
    return digest.hexdigest()


def pack(entries):
    """Archive of entries: the same bytes for the same entries."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, mode, content in entries:
            member = tarfile.TarInfo(name)
            member.mode = mode
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def unpack(data):
    """Entries of an archive that `pack` made; anything but plain files below is refused."""
    entries = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r") as archive:
        for member in archive:
            parts = member.name.split("/")
            if not member.isreg() or member.name.startswith("/") or ".." in parts:
                raise Unfit("the archive holds %s, which is no plain file below it" % member.name)
            entries.append((member.name, member.mode & 0o755, archive.extractfile(member).read()))
    return entries


def write(entries, folder):
    """Writes entries below a new folder that everybody may read as far as their modes say, synced."""
    os.mkdir(folder, 0o755)
    for name, mode, content in entries:
        path = os.path.join(folder, name)
        above = os.path.dirname(path)
        if not os.path.isdir(above):
            os.makedirs(above, 0o755)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fchmod(out.fileno(), mode)
            os.fsync(out.fileno())
    sync_folder(folder)


def sync_folder(folder):
    """Makes what was created or renamed in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
