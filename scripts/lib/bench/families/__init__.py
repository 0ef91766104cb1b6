"""The rows, one family to a page: what they have in common is how their servers run."""

from .always import Always
from .bulk import Bulk
from .cold import AbsentKeys, Uniform, Zipf
from .idle import Idle
from .memcached import BesideMemcached
from .million import Million
from .open_loop import OpenLoop
from .session import Session
from .single import OneClient
from .throughput import Throughput

# In the order of the table.
FAMILIES = (
    Throughput(), Always(), OneClient(), OpenLoop(), Session(), Bulk(), Million(), AbsentKeys(),
    Zipf(), Uniform(), Idle(), BesideMemcached(),
)
