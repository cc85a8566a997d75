# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
name: fleet
type: stdout
short_description: One screen for a whole fleet, hosts with the same plan together
version_added: "0.1.0"
description:
  - Shows hosts whose plan is the same once, and the odd one out by itself; then health, and last the hosts that were lost, that
    failed or that were held back, with the reason.
  - Plans are the same where their resources, fields, differences, effects and proof are.
author:
  - The kapa authors (@kapa)
options:
  lines:
    description: Lines of a file's difference that are shown; all with C(--diff).
    type: int
    default: 20
    env:
      - name: KAPA_FLEET_LINES
    ini:
      - section: callback_fleet
        key: lines
  markdown:
    description: File for the same screen as Markdown, for a pull request.
    type: path
    env:
      - name: KAPA_FLEET_MARKDOWN
    ini:
      - section: callback_fleet
        key: markdown
  json:
    description: File for the same as JSON, for a program.
    type: path
    env:
      - name: KAPA_FLEET_JSON
    ini:
      - section: callback_fleet
        key: json
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - set as stdout in configuration
"""

import io
import json

from ansible import constants as C
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.callback.default import CallbackModule as Default

from ansible_collections.kapa.kapa.plugins.module_utils import screen


class CallbackModule(Default):
    """Gathers what the modules of this collection answer, and shows it when the playbook is over."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "kapa.kapa.fleet"

    def __init__(self):
        super(CallbackModule, self).__init__()
        self.fleet = screen.Fleet()

    def v2_playbook_on_play_start(self, play):
        self._play = play
        hosts = play.get_variable_manager().get_vars(play=play).get("ansible_play_hosts_all", [])
        self.fleet.expect([to_text(host) for host in hosts])
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_playbook_on_play_start(play)

    def v2_playbook_on_task_start(self, task, is_conditional):
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_playbook_on_task_start(task, is_conditional)

    def v2_playbook_on_include(self, included_file):
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_playbook_on_include(included_file)

    def v2_on_file_diff(self, result):
        """The screen shows differences once a group."""

    def v2_runner_on_ok(self, result):
        self.fleet.take(host_of(result), plain(result._result))
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_runner_on_ok(result)

    def v2_runner_on_skipped(self, result):
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_runner_on_skipped(result)

    def v2_runner_retry(self, result):
        self._line("%s: %s; asked again" % (host_of(result), plain(result._result).get("msg", "not yet")), C.COLOR_DEBUG)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        answer = plain(result._result)
        if not ignore_errors:
            self.fleet.fail(host_of(result), answer, held="kapa_gate" in (result._task.vars or {}))
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_runner_on_failed(result, ignore_errors)

    def v2_runner_on_unreachable(self, result):
        self.fleet.lose(host_of(result), plain(result._result))
        if self._display.verbosity > 0:
            super(CallbackModule, self).v2_runner_on_unreachable(result)

    def v2_playbook_on_stats(self, stats):
        limit = None if C.DIFF_ALWAYS or self._wants_diff() else self.get_option("lines")
        for text, mood in screen.lines(self.fleet, limit):
            self._line(text, COLOURS.get(mood))
        self._write("markdown", screen.markdown(self.fleet, limit))
        self._write("json", json.dumps(screen.document(self.fleet), indent=2, sort_keys=True) + "\n")

    def _wants_diff(self):
        from ansible import context

        return bool(context.CLIARGS.get("diff"))

    def _line(self, text, colour=None):
        self._display.display(screen.inert(text), color=colour)

    def _write(self, option, text):
        path = self.get_option(option)
        if path:
            with io.open(path, "w", encoding="utf-8") as out:
                out.write(to_text(text))


COLOURS = {
    "good": C.COLOR_OK,
    "change": C.COLOR_CHANGED,
    "bad": C.COLOR_ERROR,
    "lost": C.COLOR_UNREACHABLE,
    "head": C.COLOR_HIGHLIGHT,
}


def host_of(result):
    return to_text(result._host.get_name())


def plain(answer):
    """An answer as JSON has it, whatever types this Ansible gives it."""
    return json.loads(json.dumps(answer, default=to_text))
