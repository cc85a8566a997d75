# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One way to run kapa and to read its JSON documents."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os

# A non-login shell has a short PATH, and the Node of a version manager is not on it.
FOLDERS = ["/usr/bin", "/usr/local/bin", "/usr/lib/kapa/bin"]

REASONS = {
    1: "kapa refused, or undid what it had begun",
    3: "kapa could not put everything back: the host needs a person",
    64: "kapa was called wrongly",
    78: "the policies are not valid",
}


def find(module):
    """Absolute path of kapa on the host."""
    return module.get_bin_path(module.params["executable"], required=True, opt_dirs=FOLDERS)


def call(module, argv):
    """Runs kapa in a plain environment; answers (status, standard output, standard error)."""
    executable = find(module)
    path = [os.path.dirname(executable)] + os.environ.get("PATH", "").split(":") + FOLDERS
    environment = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PATH": ":".join(path)}
    return module.run_command([executable] + argv, environ_update=environment, cwd="/")


def run(module, argv):
    """Runs kapa for its JSON; answers (status, document or None, what it said on standard error)."""
    status, out, err = call(module, argv)
    try:
        document = json.loads(out)
    except ValueError:
        document = None
    return status, document if isinstance(document, dict) else None, err.strip()


def why(status, document, err):
    """Sentence on a run that failed: where it can be had, kapa's own, with its cure."""
    said = (document or {}).get("error") or err.split("\n")[-1] or REASONS.get(status, "kapa ended with %s" % status)
    cure = (document or {}).get("cure")
    head = REASONS.get(status)
    text = "%s (%s)" % (said, cure) if cure else said
    return "%s: %s" % (head, text) if head is not None and head != said else text


class Unanswered(Exception):
    """kapa could not tell how well the host is; `rc` is its exit status."""

    def __init__(self, msg, rc):
        super(Unanswered, self).__init__(msg)
        self.rc = rc


def health(module, policies, groups=()):
    """How well the host is: `status`, `firing`, `problems` and `rc`, with a sentence for a host that is not well in `msg`."""
    argv = ["check", "--dry-run", "--json"]
    for group in groups:
        argv += ["--group", group]
    rc, document, err = run(module, argv + policies)
    if document is None or "status" not in document:
        raise Unanswered(why(rc, document, err), rc)
    firing = [
        dict((key, rule.get(key)) for key in ("name", "severity", "state", "value", "reason"))
        for rule in document["rules"]
        if rule["state"] not in ("ok", "pending")
    ]
    problems = document.get("problems", [])
    reasons = [document["error"]] if document.get("error") else []
    reasons += ["%s (%s)" % (rule["name"], rule["reason"] or rule["value"]) for rule in firing]
    msg = "%s: %s" % (document["status"], "; ".join(reasons + problems) or "kapa gives no reason")
    return dict(status=document["status"], firing=firing, problems=problems, rc=rc, msg=msg)
