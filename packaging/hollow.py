"""Runtime hook of the frozen program: stands in for matplotlib, which captum imports to draw with.

Every module of it can be imported and every name in it is an empty class, good for a type annotation; whoever uses one
gets an error that says why. The rest of the bundle is real.
"""

import importlib.abc
import importlib.machinery
import sys
import types

HOLLOW = ("matplotlib", "mpl_toolkits")


class _Nothing(type):
    def __call__(cls, *arguments, **named):
        raise RuntimeError(f"{cls.__name__} is not part of the installed program: it draws nothing with matplotlib")

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (), {})


class _HollowModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (), {})


class HollowFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of ``HOLLOW`` after all others had their chance."""

    def find_spec(self, name, path=None, target=None):
        """A hollow module for a hollow name."""
        if name.partition(".")[0] in HOLLOW:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        """An empty one."""
        return _HollowModule(spec.name)

    def exec_module(self, module):
        """There is nothing to run."""


if getattr(sys, "frozen", False):
    sys.meta_path.append(HollowFinder())
