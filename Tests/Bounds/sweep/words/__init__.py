"""For each command its largest allowed arguments. A command without a line here fails the sweep."""

from sweep.words.administration import administration, transactions
from sweep.words.clients import clients, connection
from sweep.words.keyspace import keyspace, lifetimes
from sweep.words.strings import strings
from sweep.words.users import messages, users

PARTS = (
    strings,
    lifetimes,
    keyspace,
    connection,
    clients,
    users,
    messages,
    administration,
    transactions,
)


def requests(world):
    """Lists of requests by command, those with subcommands as `client|list`."""
    table = {}
    for part in PARTS:
        table.update(part(world))
    return {name: given if isinstance(given, list) else [given] for name, given in table.items()}
