#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: policy
short_description: Brings a host to the state of its kapa policies
version_added: "0.1.0"
description:
  - Plans in check mode, and applies otherwise. What kapa cannot carry through it undoes.
  - A folder of the control node becomes a release on the host, C(/etc/kapa/releases/SHA256). The link
    C(/etc/kapa/policies) leads to it as soon as its plan was accepted.
  - With I(run), a plan is saved on one day and exactly that plan is applied on another. A host that has changed in between
    refuses it.
author:
  - The kapa authors (@kapa)
options:
  src:
    description: Folder of policies on the control node. It is packed there and sent once, as one archive.
    type: path
  policies:
    description:
      - Policy files or folders on the host, instead of I(src).
      - Without either, the policies that the host has, C(/etc/kapa/policies).
    type: list
    elements: path
  vars:
    description:
      - Values of variables and thresholds of the policies, for this host.
      - With I(src) they are kept on the host, as C(host.vars.yaml) in the release. Whatever reads the policies there reads them with
        these values, until another release comes; whoever may read the policies may read them.
      - A file of that name in I(src) holds for the names that are not given here.
      - Without I(src) they hold for this call alone, or for the plan that it saves. C(kapa check) and all else that runs on the host
        read the policies with the values that stand there.
    type: dict
    default: {}
  secret_vars:
    description:
      - The same, for values that nobody is to see, as those of Ansible Vault.
      - They reach kapa in a file that only root can read and that goes away. No plan keeps them, so I(plan=apply) wants them again.
    type: dict
    default: {}
  target:
    description: Only resources of these names; C(*) stands for any characters.
    type: list
    elements: str
    default: []
  skip:
    description: All but resources of these names.
    type: list
    elements: str
    default: []
  prune:
    description: Remove what left the policies.
    type: bool
    default: false
  plan:
    description:
      - C(save) saves the plan of I(run) and changes nothing but that.
      - C(apply) applies exactly the plan that was saved for I(run).
      - C(undo) puts back what was applied for I(run), and the policies as they were before.
      - Without it, the host is planned and changed at once.
    type: str
    choices: [save, apply, undo]
  run:
    description: Name of a rollout, such as C(tonight). Letters, digits, C(.), C(_) and C(-).
    type: str
  keep:
    description: Runs to keep, and releases beside the current one and those that these runs need. The oldest go.
    type: int
    default: 5
  health:
    description:
      - Tell as well how well the host is, as M(kapa.kapa.check) does, where an apply finds nothing to change. Where something
        changes, the host is to be asked afterwards.
    type: bool
    default: false
  executable:
    description: kapa itself. A name is looked for in C(/usr/bin) and C(/usr/local/bin), since a non-login shell has a short PATH.
    type: path
    default: kapa
  bundle:
    description: Set by the action plugin, out of I(src).
    type: str
  sealed:
    description: Set by the action plugin, out of I(secret_vars).
    type: str
attributes:
  check_mode:
    description: Not a byte of the host is changed, the state of kapa included.
    support: full
  diff_mode:
    description: The differences are kapa's own.
    support: full
"""

EXAMPLES = r"""
- name: Plan and apply at once
  kapa.kapa.policy:
    src: policies
    vars:
      site: shop.example.org
      workers: 150
    secret_vars:
      database_password: "{{ vault_database_password }}"

- name: Save what tonight's change would do
  kapa.kapa.policy:
    src: policies
    plan: save
    run: tonight

- name: Apply exactly that
  kapa.kapa.policy:
    plan: apply
    run: tonight

- name: Take it back
  kapa.kapa.policy:
    plan: undo
    run: tonight
"""

RETURN = r"""
summary:
  description: Numbers of resources to create, update and remove, of those as declared, and of those that could not be told.
  returned: when kapa has planned
  type: dict
  sample: {create: 1, update: 2, remove: 0, unchanged: 9, unknown: 0}
resources:
  description: Each resource that differs, with its fields and its files' differences.
  returned: when kapa has planned
  type: list
  elements: dict
effects:
  description: Services that are reloaded or restarted, and by which resources.
  returned: when kapa has planned
  type: list
  elements: dict
proof:
  description: Status of the proof that the services take the new configuration, and the reason where they do not.
  returned: when kapa has planned
  type: dict
  sample: {status: proven, reason: null}
transaction:
  description: Transaction that was carried out; C(kapa restore) undoes it.
  returned: when something was applied or undone
  type: str
digest:
  description: Digest of the plan.
  returned: when kapa has planned
  type: str
release:
  description: SHA256 of the release of policies, the values of the host among them.
  returned: with I(src) or I(run)
  type: str
health:
  description: C(status), C(firing) and C(problems) of the host, as M(kapa.kapa.check) returns them.
  returned: with I(health), when nothing was changed and kapa could tell
  type: dict
phase:
  description: One of C(plan), C(save), C(apply) and C(undo).
  returned: always
  type: str
rc:
  description: Exit status of kapa.
  returned: when kapa has run
  type: int
"""

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import tempfile
import zlib

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.kapa.kapa.plugins.module_utils import kapa, release, releases


# Parameters that a plan is made by.
ASKED = ["policies", "target", "skip", "prune", "vars"]


def main():
    module = AnsibleModule(
        argument_spec=dict(
            src=dict(type="path"),
            policies=dict(type="list", elements="path"),
            vars=dict(type="dict", default={}),
            secret_vars=dict(type="dict", default={}, no_log=True),
            target=dict(type="list", elements="str", default=[]),
            skip=dict(type="list", elements="str", default=[]),
            prune=dict(type="bool", default=False),
            plan=dict(type="str", choices=["save", "apply", "undo"]),
            run=dict(type="str"),
            keep=dict(type="int", default=5),
            health=dict(type="bool", default=False),
            executable=dict(type="path", default="kapa"),
            bundle=dict(type="str", no_log=True),
            sealed=dict(type="str", no_log=True),
        ),
        mutually_exclusive=[("bundle", "policies"), ("src", "policies")],
        supports_check_mode=True,
    )
    check(module)
    # Work goes on where the connection is lost, and what was written for it goes away in the end.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    try:
        with scratch() as folder:
            result = Work(module, folder).done()
    except (release.Unfit, Ended, EnvironmentError) as error:
        module.fail_json(msg=str(error))
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


class Ended(Exception):
    """The module was asked to end; what it wrote goes away first."""


def end(*unused):
    raise Ended("ended by a signal; kapa itself finishes, or undoes, what it had begun")


def check(module):
    """Refuses parameters that do not fit together."""
    plan, run = module.params["plan"], module.params["run"]
    if (plan is None) != (run is None):
        module.fail_json(msg="plan and run belong together: plan=save run=tonight, later plan=apply run=tonight")
    if run is not None and not re.match(r"^[A-Za-z0-9][\w.-]{0,63}$", run):
        module.fail_json(msg="run is a name of letters, digits, '.', '_' and '-': %s" % run)
    if plan in ("apply", "undo") and (module.params["bundle"] or module.params["policies"]):
        module.fail_json(msg="plan=%s works with the policies that the plan was saved with: leave src and policies out" % plan)


@contextlib.contextmanager
def scratch():
    """A folder of root's in memory, for what must not stay."""
    folder = tempfile.mkdtemp(prefix="kapa-ansible-", dir="/run" if os.access("/run", os.W_OK) else None)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Work(object):
    """One call of the module."""

    def __init__(self, module, folder):
        self.module = module
        self.params = module.params
        self.folder = folder
        self.host = releases.Host()
        self.result = dict(changed=False, phase=self.phase())

    def phase(self):
        """Name of what is done, for whoever shows it."""
        if self.module.check_mode:
            return "plan"
        return self.params["plan"] or "apply"

    def done(self):
        plan = self.params["plan"]
        if plan == "undo":
            return self.undo()
        if plan == "apply":
            return self.apply_saved()
        return self.plan_and_apply()

    def plan_and_apply(self):
        """Plans by the policies that came, or that are there; then saves that, or carries it out."""
        run = self.params["run"]
        keeping = not self.module.check_mode
        policies, digest = self.policies(keeping)
        saved = os.path.join(self.folder, "plan")
        status, document, err = self.run(["plan", "--json"] + (["--out", saved] if keeping else []) + self.chosen() + policies)
        if not self.take(status, document, err):
            return self.result
        self.result["changed"] = self.differs() or (digest is not None and digest != self.host.current())
        if not keeping:
            return self.result
        if run is not None:
            self.host.save(run, saved, digest, dict((name, self.params[name]) for name in ASKED))
            self.host.tidy(self.params["keep"])
            return self.result
        return self.carry_out(saved, digest)

    def apply_saved(self):
        """Carries out the plan that was saved for a run."""
        run = self.params["run"]
        record = self.host.record(run)
        if record is None:
            return self.fail("no plan was saved for %s on this host; plan it first" % run)
        digest = self.result["release"] = record["release"]
        if digest is not None and not self.host.has(digest):
            return self.fail("release %s of run %s is gone; plan it anew" % (digest, run))
        if record["applied"] and digest in (None, self.host.current()):
            return self.still(record)
        saved = self.host.plan_file(run)
        if self.module.check_mode:
            status, document, err = self.run(["show", "--json", saved], values=False)
            if self.take(status, document, err):
                self.result["changed"] = self.differs() or (digest is not None and digest != self.host.current())
            return self.result
        return self.carry_out(saved, digest, record)

    def still(self, record):
        """A run that was applied before: planned again, the host is to be as declared."""
        self.params.update(record["asked"])
        policies = [self.host.path(record["release"])] if record["release"] else self.params["policies"] or self.present()
        status, document, err = self.run(["plan", "--json"] + self.chosen() + policies)
        if self.take(status, document, err) and self.differs():
            return self.fail("run %s was applied before, and the host has changed since; plan it anew" % self.params["run"])
        return self.judged()

    def carry_out(self, saved, digest, record=None):
        """Moves the link to the release of an accepted plan and applies it; back again where that fails."""
        before = self.host.settle() if digest is not None else self.host.current()
        moved = digest is not None and self.host.move_to(digest)
        status, document, err = self.run(["apply", "--json", saved])
        if not self.take(status, document, err):
            if moved and status != 3:
                self.host.move_to(before)
            return self.result
        self.result["changed"] = bool(document["changed"]) or moved
        if record is not None:
            self.host.note_applied(self.params["run"], record, before, document["transaction"])
        self.host.tidy(self.params["keep"])
        return self.judged()

    def judged(self):
        """The result, with the health of a host that was as declared."""
        if self.params["health"] and not self.result["changed"] and not self.result.get("failed"):
            try:
                health = kapa.health(self.module, self.present())
                del health["msg"]
                self.result["health"] = health
            except kapa.Unanswered:
                pass
        return self.result

    def undo(self):
        """Puts back all that was applied for a run, newest first, and the policies that were there before."""
        run = self.params["run"]
        record = self.host.record(run)
        if record is None or "before" not in record:
            return self.result
        moves = record["release"] not in (None, record["before"]) and record["release"] == self.host.current()
        if self.module.check_mode:
            self.result["changed"] = moves or record["transactions"] != []
            return self.result
        for transaction in reversed(record["transactions"]):
            status, document, err = self.run(["restore", "--yes", "--json", transaction], values=False)
            if not self.take(status, document, err):
                return self.result
            self.result["changed"] = bool(document["changed"]) or self.result["changed"]
        if moves:
            self.host.move_to(record["before"])
            self.result["changed"] = True
        self.result["release"] = self.host.current()
        self.host.note_undone(run, record)
        return self.result

    def policies(self, keeping):
        """Paths of the policies on the host, and the digest of their release."""
        if not self.params["bundle"]:
            return self.params["policies"] or self.present(), None
        entries = release.with_values(release.unpack(decode(self.params["bundle"])), self.params["vars"])
        digest = self.result["release"] = release.digest_of(entries)
        if keeping:
            aside = self.host.put(entries, digest)
            if aside is not None:
                self.module.warn("release %s had been edited on the host; it was put anew, and the edited one is %s" % (digest, aside))
            return [self.host.path(digest)], digest
        folder = os.path.join(self.folder, "policies")
        release.write(entries, folder)
        return [folder], digest

    def present(self):
        """Policies that the host has."""
        return [self.host.link]

    def chosen(self):
        """Options that choose resources."""
        options = ["--prune"] if self.params["prune"] else []
        for name in ("target", "skip"):
            for one in self.params[name]:
                options += ["--" + name, one]
        return options

    def run(self, argv, values=True):
        return kapa.run(self.module, argv[:1] + (self.values() if values else []) + argv[1:])

    def values(self):
        """Options for the files of variables: 0600, in a folder that goes away."""
        secrets = json.loads(decode(self.params["sealed"]).decode("utf-8")) if self.params["sealed"] else self.params["secret_vars"]
        # Those of a release stand in it.
        given = {} if self.params["bundle"] else self.params["vars"]
        options = []
        for option, values in (("--vars", given), ("--secret-vars", secrets)):
            if not values:
                continue
            path = os.path.join(self.folder, option.strip("-"))
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as out:
                json.dump(values, out)
            options += [option, path]
        return options

    def take(self, status, document, err):
        """Takes over what kapa answered; tells whether it went well."""
        self.result["rc"] = status
        if document is not None and "summary" in document:
            self.result.update(
                summary=document["summary"],
                resources=[one for one in document["resources"] if one["action"] != "none"],
                effects=document["effects"],
                proof=dict(status=document["proof"]["status"], reason=document["proof"].get("reason")),
                digest=document["digest"],
            )
            if self.module._diff:
                self.result["diff"] = diffs_of(document)
            if document.get("transaction"):
                self.result["transaction"] = document["transaction"]
        if status == 0 and document is not None:
            return True
        if err:
            self.result["stderr"] = err
        self.fail(kapa.why(status, document if (document or {}).get("error") else dict(error=self.obstacles()), err))
        return False

    def obstacles(self):
        """Reasons why a plan cannot be carried out: a proof that failed, and what could not be told."""
        proof = self.result.get("proof") or {}
        reasons = [proof["reason"]] if proof.get("status") == "failed" and proof.get("reason") else []
        reasons += ["%s: %s" % (one["name"], one["reason"]) for one in self.result.get("resources", []) if one.get("reason")]
        return "; ".join(reasons)

    def differs(self):
        """Tells whether there is anything to do; an effect may be left from an apply that was ended."""
        return self.result["effects"] != [] or any(self.result["summary"][kind] > 0 for kind in ("create", "update", "remove"))

    def fail(self, msg):
        self.result.update(failed=True, msg=msg)
        return self.result


def diffs_of(document):
    """Differences as Ansible shows them: each file once, as kapa wrote them."""
    shown = {}
    for one in document["resources"]:
        for file in one["files"]:
            shown.setdefault(file["path"], file["diff"])
    return [dict(prepared=text if text.endswith("\n") else text + "\n") for path, text in sorted(shown.items()) if text]


def decode(text):
    return zlib.decompress(base64.b64decode(text))


if __name__ == "__main__":
    main()
