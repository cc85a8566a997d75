#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: facts
short_description: Gathers facts of kapa on a host
version_added: "0.1.0"
description:
  - Sets the fact C(kapa) - the version, the release of policies, drift from them, health and the last transaction.
  - A host without kapa has the fact without a version; that is no failure.
author:
  - The kapa authors (@kapa)
options:
  policies:
    description: Policy files or folders on the host.
    type: list
    elements: path
    default: [/etc/kapa/policies]
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
- name: Look at kapa
  kapa.kapa.facts:

- name: Tell what drifted
  ansible.builtin.debug:
    var: ansible_facts.kapa.drift
"""

RETURN = r"""
ansible_facts:
  description: Facts to add.
  returned: always
  type: dict
  contains:
    kapa:
      description: Facts of kapa.
      returned: always
      type: dict
      sample:
        version: 0.1.0
        release: null
        status: ok
        drift: []
        last_transaction: null
"""

import re

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.kapa.kapa.plugins.module_utils import kapa, releases


def main():
    module = AnsibleModule(
        argument_spec=dict(
            policies=dict(type="list", elements="path", default=["/etc/kapa/policies"]),
            executable=dict(type="path", default="kapa"),
        ),
        supports_check_mode=True,
    )
    found = dict(version=None, release=releases.Host().current(), status="unknown", drift=None, last_transaction=None)
    if module.get_bin_path(module.params["executable"], opt_dirs=kapa.FOLDERS):
        found.update(facts_of(module))
    module.exit_json(changed=False, ansible_facts=dict(kapa=found))


def facts_of(module):
    """Facts of a kapa that is there."""
    rc, status, err = kapa.run(module, ["status", "--json"] + module.params["policies"])
    rc, backups, err = kapa.run(module, ["backups", "--json"])
    drift = (status or {}).get("drift")
    transactions = (backups or {}).get("transactions") or [None]
    return dict(
        version=version_of(module),
        status=(status or {}).get("status", "unknown"),
        drift=drift.get("resources") if isinstance(drift, dict) else None,
        last_transaction=transactions[0],
    )


def version_of(module):
    """Version that kapa says it is."""
    rc, out, err = kapa.call(module, ["--version"])
    match = re.match(r"^[\w.+-]+$", out.strip())
    return match.group(0) if rc == 0 and match else None


if __name__ == "__main__":
    main()
