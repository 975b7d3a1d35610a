"""Run folders of jiangbu (奖补) as typed tables, and the program called from Python.

`open` opens a folder, `run`, `check`, `scenarios` and `compare` call the program. Amounts are exact: decimals
of yuan or whole numbers of fen, never floats. Whatever is refused is a subclass of `Error`, said in Chinese and
English.
"""

from .errors import AlteredError as AlteredError
from .errors import Error as Error
from .errors import FolderError as FolderError
from .errors import NoProgramError as NoProgramError
from .errors import ProgramError as ProgramError
from .errors import ProgramFaultError as ProgramFaultError
from .errors import SchemaError as SchemaError
from .errors import UnbalancedError as UnbalancedError
from .errors import UnknownTableError as UnknownTableError
from .errors import UnusableError as UnusableError
from .findings import Finding as Finding
from .folder import Run as Run
from .folder import open as open  # noqa: A004
from .manifest import Record as Record
from .program import Result as Result
from .program import Sheet as Sheet
from .program import check as check
from .program import compare as compare
from .program import find as find
from .program import run as run
from .program import scenarios as scenarios
from .tables import Column as Column
from .tables import Reason as Reason
