# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Releases of policies on a host, the link to the current one, and the plans of runs."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os
import re
import shutil

from ansible_collections.kapa.kapa.plugins.module_utils import release

DIGEST = re.compile(r"^[0-9a-f]{64}$")


class Host(object):
    """The places on a host: `/etc/kapa/releases`, `/etc/kapa/policies` and `/var/lib/kapa-fleet`."""

    def __init__(self, root="/"):
        self.etc = os.path.join(root, "etc/kapa")
        self.folder = os.path.join(self.etc, "releases")
        self.link = os.path.join(self.etc, "policies")
        self.runs = os.path.join(root, "var/lib/kapa-fleet")

    def path(self, digest):
        return os.path.join(self.folder, digest)

    def has(self, digest):
        return os.path.isdir(self.path(digest))

    def current(self):
        """Digest of the release that the link leads to; None: there is none."""
        try:
            digest = os.path.basename(os.readlink(self.link))
        except OSError:
            return None
        return digest if DIGEST.match(digest) else None

    def put(self, entries, digest):
        """Puts a release there; answers with where one lies that had been edited."""
        path = self.path(digest)
        aside = None
        if os.path.isdir(path):
            if release.digest_of(release.read_folder(path)) == digest:
                os.utime(path, None)
                return None
            aside = free(path + ".edited")
            os.rename(path, aside)
        make(self.folder)
        half = os.path.join(self.folder, "." + digest)
        shutil.rmtree(half, ignore_errors=True)
        release.write(entries, half)
        os.rename(half, path)
        release.sync_folder(self.folder)
        return aside

    def settle(self):
        """Digest of the current release, as `current`; a folder that was put there by hand becomes one first."""
        if os.path.isdir(self.link) and not os.path.islink(self.link):
            if not os.listdir(self.link):
                os.rmdir(self.link)
                return None
            digest = release.digest_of(release.read_folder(self.link))
            make(self.folder)
            # Not os.rename: it refuses a folder of an image's lower layer.
            shutil.move(self.link, free(self.path(digest) + ".by-hand") if self.has(digest) else self.path(digest))
            self.lead_to(digest)
        return self.current()

    def move_to(self, digest):
        """Moves the link to a release, or takes it away; tells whether it moved."""
        if digest == self.settle():
            return False
        self.lead_to(digest)
        return True

    def lead_to(self, digest):
        if digest is None:
            os.unlink(self.link)
        else:
            half = os.path.join(self.etc, ".policies")
            if os.path.lexists(half):
                os.unlink(half)
            os.symlink(os.path.join("releases", digest), half)
            os.rename(half, self.link)
        release.sync_folder(self.etc)

    def tidy(self, keep):
        """Removes the oldest runs but the newest, and the oldest releases but what is current or what a run needs."""
        for run in newest_first(self.runs)[max(keep, 1):]:
            shutil.rmtree(os.path.join(self.runs, run))
        needed = set([self.current()])
        for run in newest_first(self.runs):
            record = self.record(run) or {}
            needed.update([record.get("release"), record.get("before")])
        found = [name for name in newest_first(self.folder) if DIGEST.match(name)]
        for name in [name for name in found if name not in needed][max(keep, 0):]:
            shutil.rmtree(self.path(name))

    def plan_file(self, run):
        return os.path.join(self.runs, run, "plan")

    def save(self, run, plan, digest, asked):
        """Keeps the plan of a run. What was applied for it before stays known, so that all of it can be undone."""
        folder = os.path.join(self.runs, run)
        make(self.runs, 0o700)
        make(folder, 0o700)
        with open(plan, "rb") as source:
            put_file(self.plan_file(run), source.read())
        earlier = self.record(run) or dict(transactions=[])
        self.note(run, dict(earlier, release=digest, asked=asked, applied=False))

    def note_applied(self, run, record, before, transaction):
        """Keeps that the plan of a run was applied, and what led to before."""
        transactions = record["transactions"] + ([] if transaction is None else [transaction])
        self.note(run, dict(dict(before=before), **dict(record, applied=True, transactions=transactions)))

    def note_undone(self, run, record):
        """Keeps that nothing is left of a run."""
        left = dict((key, value) for key, value in record.items() if key != "before")
        self.note(run, dict(left, applied=False, transactions=[]))

    def record(self, run):
        """Record of a run on this host; None: there is none."""
        try:
            with open(os.path.join(self.runs, run, "run.json")) as source:
                return json.load(source)
        except (IOError, OSError, ValueError):
            return None

    def note(self, run, record):
        put_file(os.path.join(self.runs, run, "run.json"), json.dumps(record, sort_keys=True).encode("utf-8"))


def newest_first(folder):
    """Names of the folders in a folder, by when something was put into them."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(names, key=lambda name: os.stat(os.path.join(folder, name)).st_mtime, reverse=True)


def make(folder, mode=0o755):
    if not os.path.isdir(folder):
        os.makedirs(folder, mode)


def put_file(path, content):
    """Writes a file of root's whole or not at all."""
    half = path + ".new"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.rename(half, path)
    release.sync_folder(os.path.dirname(path))


def free(path):
    """The first name beginning so that nothing has."""
    number = 1
    while os.path.lexists("%s-%d" % (path, number)):
        number += 1
    return "%s-%d" % (path, number)
