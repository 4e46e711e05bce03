"""Find the App that the command line names as MODULE:APP."""

from __future__ import annotations

import importlib
import os
import sys

from larkline.app import App
from larkline.cli.language import say
from larkline.errors import ConfigurationError

__all__ = ["find_app"]


def find_app(target: str) -> App:
    """
    Import MODULE, from the current folder or as installed, and give its APP (``app`` when it is not named).

    Raises:
        ConfigurationError: There is no such module, or no App of that name in it.
    """
    module_name, _, name = target.partition(":")
    name = name or "app"
    if module_name.endswith(".py"):
        module_name = module_name.removesuffix(".py").replace(os.sep, ".")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not module_name.startswith(error.name):
            raise  # the module is there and lacks something itself: that deserves its traceback
        raise ConfigurationError(say("no_module", target=target, module=module_name, error=error)) from None
    except (ValueError, TypeError) as error:
        raise ConfigurationError(say("no_module", target=target, module=module_name, error=error)) from None
    found = getattr(module, name, None)
    if not isinstance(found, App):
        raise ConfigurationError(say("no_app", target=target, module=module_name, name=name))
    return found
