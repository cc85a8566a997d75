# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The screen of a fleet: what the hosts answered, grouped, as text, Markdown and JSON."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import re

SIGNS = {"create": "+", "update": "~", "remove": "-", "unknown": "?"}
PHASES = {
    "plan": "Plan",
    "save": "Plan, saved",
    "apply": "Applied",
    "undo": "Taken back",
}
STATUSES = ["ok", "warning", "unknown", "critical"]
# Nothing that a host says steers the terminal or begins a line: controls, marks that reorder text and what cannot be seen
# are written out, and so are halves of characters, which no file takes.
CONTROLS = re.compile(
    u"[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    u"\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


class Fleet(object):
    """Answers of all hosts of a playbook."""

    def __init__(self):
        self.hosts = []
        self.plans = {}
        self.health = {}
        self.lost = {}
        self.failed = {}
        self.held = {}

    def expect(self, hosts):
        """Hosts of a play that begins; with `serial` each batch is told of all."""
        self.hosts += [host for host in hosts if host not in self.hosts]

    def take(self, host, answer):
        if "phase" in answer:
            self._keep(self.plans, host, answer, answer["phase"] in list(PHASES) and can_draw(plan_lines(answer, None)))
            if "health" in answer:
                self._take_health(host, answer["health"])
        elif "firing" in answer:
            self._take_health(host, answer)

    def _take_health(self, host, answer):
        is_told = isinstance(answer, dict) and "firing" in answer and answer.get("status") in STATUSES
        self._keep(self.health, host, answer, is_told and can_draw(firing_lines(host, answer)))

    def _keep(self, kept, host, answer, is_fit):
        if is_fit:
            kept[host] = answer
        else:
            self.failed[host] = "its answer has not the form of one of kapa's"

    def fail(self, host, answer, held):
        if "firing" in answer:
            self.take(host, dict(firing=answer["firing"], status=answer.get("status")))
        reason = first(answer.get("msg") or answer.get("exception"), "failed")
        if answer.get("module_stderr"):
            # A module that broke off: how its last line names the fault.
            reason = "%s: %s" % (reason, (lines_of(answer["module_stderr"]) or ["nothing"])[-1])
        (self.held if held else self.failed)[host] = reason
        if answer.get("rc") == 78 and answer.get("stderr"):
            # What is wrong with the policies stands there, with its places.
            self.failed[host] = "%s\n%s" % (reason, text_of(answer["stderr"]))

    def lose(self, host, answer):
        self.lost[host] = first(answer.get("msg"), "could not be reached")

    def untouched(self):
        """Hosts that no task came to, or that were held back before anything was done."""
        seen = set(self.plans) | set(self.health) | set(self.lost) | set(self.failed)
        return [host for host in self.hosts if host not in seen]

    def groups(self):
        """Lists of hosts that answered the same, the largest first, and the answer."""
        groups = {}
        for host in self.hosts:
            if host in self.plans:
                groups.setdefault(key_of(self.plans[host]), []).append(host)
        return sorted(((hosts, self.plans[hosts[0]]) for hosts in groups.values()), key=lambda one: (-len(one[0]), one[0]))


def text_of(said):
    """What a host says, whatever that is, as text."""
    return (u"%s" % (said,)).strip()


def lines_of(said):
    return [line.strip() for line in text_of(said).splitlines()]


def first(said, otherwise):
    return (lines_of(said or "") or [otherwise])[0]


def key_of(answer):
    """All that a plan is told apart by."""
    return json.dumps([answer.get(key) for key in ("phase", "changed", "resources", "effects", "proof")], sort_keys=True)


def can_draw(found):
    """Tells whether lines on an answer can be drawn: a host that was taken over answers as it likes."""
    try:
        return all(isinstance(text, type(u"")) for text, mood in found)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def inert(text):
    return CONTROLS.sub(lambda found: "\\u%04x" % ord(found.group()), text)


def names(hosts):
    return "%d host%s: %s" % (len(hosts), "" if len(hosts) == 1 else "s", ", ".join(hosts))


def value(one):
    return "-" if one is None else one if not isinstance(one, (dict, list, bool)) else json.dumps(one, sort_keys=True)


def plan_lines(answer, limit):
    """Lines on one plan, with their mood."""
    if not answer.get("resources"):
        told = {"plan": "as declared", "save": "as declared", "undo": "nothing to take back"}
        done = answer["phase"] == "undo" and answer.get("changed")
        word = "the policies as they were before" if done else told.get(answer["phase"], "as declared")
        yield "  %s" % word, "good"
        if answer.get("changed") and answer["phase"] != "undo":
            yield "  another release of the policies", "change"
    for one in answer.get("resources") or []:
        yield "  %s %s (%s)" % (SIGNS.get(one["action"], "?"), one["name"], one["type"]), "change"
        for field in one["fields"]:
            yield "      %s: %s -> %s" % (field["field"], value(field["from"]), value(field["to"])), None
        if one.get("reason"):
            yield "      %s" % one["reason"], "bad"
        for file in one["files"]:
            for line in cut(file["diff"], limit):
                yield "      %s" % line, {"+": "good", "-": "bad"}.get(line[:1])
    for effect in answer.get("effects") or []:
        yield "  %s %s, because of %s" % (effect["effect"], effect["service"], ", ".join(effect["because"])), "change"
    proof = answer.get("proof") or {}
    if proof.get("status") and proof["status"] != "not_needed":
        reason = ": %s" % proof["reason"] if proof.get("reason") else ""
        mood = {"proven": "good", "failed": "bad"}.get(proof["status"])
        yield "  proof: %s%s" % (proof["status"].replace("_", " "), reason), mood


def cut(text, limit):
    found = text.rstrip("\n").split("\n") if text else []
    if limit is None or len(found) <= limit:
        return found
    return found[:limit] + ["(%d lines more; --diff shows them)" % (len(found) - limit)]


def health_lines(fleet):
    statuses = {}
    for host in fleet.hosts:
        if host in fleet.health:
            statuses.setdefault(fleet.health[host]["status"], []).append(host)
    for status in sorted(statuses, key=STATUSES.index):
        yield "%s: %s" % (status, names(statuses[status])), "good" if status == "ok" else "bad"
        for host in statuses[status]:
            for line in firing_lines(host, fleet.health[host]):
                yield line


def firing_lines(host, answer):
    for rule in answer["firing"]:
        why = rule.get("reason") or value(rule.get("value"))
        yield "  %s: %s (%s): %s" % (host, rule["name"], rule["severity"], why), "bad"


def bad_lines(fleet):
    """Lines on hosts that are not as they were to be: last, where the eye is."""
    for title, found in (("lost", fleet.lost), ("failed", fleet.failed), ("held back", fleet.held)):
        for host in [host for host in fleet.hosts if host in found]:
            head, tail = (found[host].split("\n", 1) + [""])[:2]
            yield "! %s, %s: %s" % (host, title, head), "lost" if title == "lost" else "bad"
            for line in tail.split("\n") if tail else []:
                yield "    %s" % line, None
    untouched = fleet.untouched()
    if untouched and (fleet.lost or fleet.failed or fleet.held):
        yield "  untouched: %s" % names(untouched), None


def summary(fleet):
    groups = fleet.groups()
    changed = [host for host, answer in fleet.plans.items() if answer.get("changed")]
    parts = [names(fleet.hosts).split(":")[0]]
    if groups:
        parts += ["%d plan%s" % (len(groups), "" if len(groups) == 1 else "s"), "changed=%d" % len(changed)]
    for title, found in (("lost", fleet.lost), ("failed", fleet.failed)):
        if found:
            parts.append("%d %s" % (len(found), title))
    return "Fleet: %s" % ", ".join(parts)


def lines(fleet, limit):
    """The screen: lines with their mood."""
    groups = fleet.groups()
    for hosts, answer in groups:
        odd = " (the odd one out)" if len(hosts) == 1 and len(groups[0][0]) > 1 else ""
        yield "%s on %s%s" % (PHASES[answer["phase"]], names(hosts), odd), "head"
        for line in plan_lines(answer, limit):
            yield line
    for part in (health_lines(fleet), bad_lines(fleet)):
        for line in part:
            yield line
    yield summary(fleet), "bad" if fleet.lost or fleet.failed else "good"


def markdown(fleet, limit):
    """The same for a pull request."""
    out = ["### %s" % summary(fleet), ""]
    for hosts, answer in fleet.groups():
        body = [inert(text)[2:] for text, mood in plan_lines(answer, limit)]
        out += ["**%s on %s**" % (PHASES[answer["phase"]], inert(names(hosts))), ""] + fenced(body)
    for part in (health_lines(fleet), bad_lines(fleet)):
        body = [inert(text) for text, mood in part]
        if body:
            out += fenced(body)
    return "\n".join(out) + "\n"


def fenced(body):
    longest = max([2] + [len(run) for line in body for run in re.findall("`+", line)])
    fence = "`" * (longest + 1)
    return [fence + "diff"] + body + [fence, ""]


def document(fleet):
    """The same for a program."""
    return dict(
        version=1,
        hosts=fleet.hosts,
        plans=[dict(answer_of(answer), hosts=hosts, releases=releases_of(fleet, hosts)) for hosts, answer in fleet.groups()],
        health=dict((host, dict(status=one["status"], firing=one["firing"])) for host, one in fleet.health.items()),
        lost=fleet.lost,
        failed=fleet.failed,
        held_back=fleet.held,
        untouched=fleet.untouched(),
    )


def answer_of(answer):
    keys = ("phase", "changed", "summary", "resources", "effects", "proof")
    return dict((key, answer[key]) for key in keys if key in answer)


def releases_of(fleet, hosts):
    """Releases of hosts: with values of their own they differ, though the plans may be the same."""
    return dict((host, fleet.plans[host]["release"]) for host in hosts if "release" in fleet.plans[host])
