# -*- coding: utf-8 -*-
# Copyright: the kapa authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import base64
import json
import zlib

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.common._collections_compat import Mapping, Sequence
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.action import ActionBase

from ansible_collections.kapa.kapa.plugins.module_utils import release


class ActionModule(ActionBase):
    """Packs the folder of policies, seals the secrets and calls the module once."""

    def run(self, tmp=None, task_vars=None):
        super(ActionModule, self).run(tmp, task_vars)
        args = dict(self._task.args)
        if args.get("bundle") or args.get("sealed"):
            raise AnsibleActionFail("bundle and sealed are set by the action itself; give src and secret_vars")
        src = args.pop("src", None)
        if src:
            args["bundle"] = self._bundle(to_text(src))
        secrets = plain(args.pop("secret_vars", None) or {})
        if not isinstance(secrets, dict):
            raise AnsibleActionFail("secret_vars is a dictionary")
        if secrets:
            # As one opaque text: what Ansible hides by value would blank words of the answer as well.
            args["sealed"] = encode(json.dumps(secrets).encode("utf-8"))
        return self._execute_module(module_name="kapa.kapa.policy", module_args=args, task_vars=task_vars)

    def _bundle(self, src):
        try:
            return encode(release.pack(release.read_folder(self._find_needle("files", src))))
        except (AnsibleError, release.Unfit, EnvironmentError) as error:
            raise AnsibleActionFail("src: %s" % to_text(error))


def encode(data):
    """Bytes as text that travels in a module's arguments."""
    return to_text(base64.b64encode(zlib.compress(data)))


def plain(value):
    """A value without the types that Ansible gives it: vaulted and tagged text become text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return dict((str(to_text(key)), plain(one)) for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and not hasattr(value, "vault"):
        return [plain(one) for one in value]
    return str(to_text(value))
