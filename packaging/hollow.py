"""Runtime hook of the frozen program: stands in for matplotlib and Pillow, which captum imports to draw with.

Their modules can be imported and every name in them is an empty class, good for a type annotation; whoever uses one
gets an error that says why. The rest of the bundle is real.
"""

import importlib.abc
import importlib.machinery
import sys
import types

# Name -> its modules that are there, None for all; others are missing, as where it is not installed. pydicom asks
# Pillow's "features" what it can, and goes without where there are none.
HOLLOW = {"matplotlib": None, "mpl_toolkits": None, "PIL": ("PIL", "PIL.Image")}


class _Nothing(type):
    def __call__(cls, *arguments, **named):
        raise RuntimeError(f"{cls.__name__} is not part of the installed program, which draws by other means")

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (), {})


class _HollowModule(types.ModuleType):
    def __getattr__(self, name):
        modules = HOLLOW[self.__name__.partition(".")[0]]
        if name.startswith("__") or (modules is not None and self.__name__ == modules[0]):
            raise AttributeError(name)
        return _Nothing(name, (), {})


class HollowFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of ``HOLLOW`` after all others had their chance."""

    def find_spec(self, name, path=None, target=None):
        """A hollow module for a hollow name."""
        top = name.partition(".")[0]
        if top in HOLLOW and (HOLLOW[top] is None or name in HOLLOW[top]):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        """An empty one."""
        module = _HollowModule(spec.name)
        module.__version__ = "0"  # older than anybody asks for
        return module

    def exec_module(self, module):
        """There is nothing to run."""


if getattr(sys, "frozen", False):
    sys.meta_path.append(HollowFinder())
