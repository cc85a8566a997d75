#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: check
short_description: Asks kapa how well a host is
version_added: "0.1.0"
description:
  - Measures by the health rules of the policies, acts upon nothing and remembers nothing.
  - Fails where the host is as ill as I(fail_on) says.
author:
  - The kapa authors (@kapa)
options:
  policies:
    description: Policy files or folders on the host. Without them those that the host has, C(/etc/kapa/policies).
    type: list
    elements: path
    default: [/etc/kapa/policies]
  groups:
    description: Only these groups of rules.
    type: list
    elements: str
    default: []
  fail_on:
    description: Statuses that are a failure. An empty list only tells.
    type: list
    elements: str
    choices: [warning, critical, unknown]
    default: [critical]
  executable:
    description: kapa itself. A name is looked for in C(/usr/bin) and C(/usr/local/bin), since a non-login shell has a short PATH.
    type: path
    default: kapa
attributes:
  check_mode:
    description: The module never changes anything.
    support: full
  diff_mode:
    description: There is nothing to differ.
    support: none
"""

EXAMPLES = r"""
- name: Wait until the host is well
  kapa.kapa.check:
    fail_on: [critical, unknown]
  register: health
  until: health is succeeded
  retries: 5
  delay: 6
"""

RETURN = r"""
status:
  description: The worst of all rules.
  returned: always
  type: str
  sample: ok
firing:
  description: Rules that are not well, with their severity and the value that was measured.
  returned: always
  type: list
  elements: dict
problems:
  description: Things that could not be done on the way.
  returned: always
  type: list
  elements: str
rc:
  description: Exit status of kapa, as monitoring plugins have it.
  returned: always
  type: int
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.kapa.kapa.plugins.module_utils import kapa


def main():
    module = AnsibleModule(
        argument_spec=dict(
            policies=dict(type="list", elements="path", default=["/etc/kapa/policies"]),
            groups=dict(type="list", elements="str", default=[]),
            fail_on=dict(type="list", elements="str", choices=["warning", "critical", "unknown"], default=["critical"]),
            executable=dict(type="path", default="kapa"),
        ),
        supports_check_mode=True,
    )
    try:
        health = kapa.health(module, module.params["policies"], module.params["groups"])
    except kapa.Unanswered as error:
        module.fail_json(msg=str(error), rc=error.rc, status="unknown", firing=[], problems=[])
    msg = health.pop("msg")
    if health["status"] in module.params["fail_on"]:
        module.fail_json(msg=msg, changed=False, **health)
    # Ansible takes any other rc than 0 for a failure where nothing is said.
    module.exit_json(failed=False, changed=False, **health)


if __name__ == "__main__":
    main()
