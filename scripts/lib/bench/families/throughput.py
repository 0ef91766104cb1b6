"""GET and SET by fifty clients, without a pipeline and with sixteen requests in each."""

from .. import loads
from ..rows import Figure, Row, at_least, at_most
from .family import Family


def row(name, title, command, pipeline, throughput, cpu):
    tool = f"redis-benchmark -c {loads.CLIENTS} -P {pipeline} -r {loads.KEYS} {command}"
    figures = (
        Figure("ops", "requests/s", 0, at_least(throughput)),
        Figure("cpu_us", "server CPU µs/request", 2, at_most(cpu)),
    )
    return Row(name, title, tool, figures)


# Draws are random: with so many for each key, one in a thousand is missed.
FILLS = 7
COMMANDS = {
    "get-p1": (loads.get_command, 1),
    "set-same-p1": (loads.set_same_command, 1),
    "set-new-p1": (loads.set_new_command, 1),
    "get-p16": (loads.get_command, 16),
    "set-same-p16": (loads.set_same_command, 16),
    "set-new-p16": (loads.set_new_command, 16),
}


class Throughput(Family):
    rows = (
        row("get-p1", "GET", "get KEY", 1, 1.0, 0.75),
        row("set-same-p1", "SET of the same value", "set KEY 256-BYTES", 1, 1.0, 0.75),
        row("set-new-p1", "SET of a new value", "set KEY 256-NEW-BYTES", 1, 1.0, 0.75),
        row("get-p16", "GET, pipeline 16", "get KEY", 16, 2.0, 0.4),
        row("set-same-p16", "SET of the same value, pipeline 16", "set KEY 256-BYTES", 16, 2.5, 0.4),
        row("set-new-p16", "SET of a new value, pipeline 16", "set KEY 256-NEW-BYTES", 16, 1.5, 0.75),
    )

    def prepare(self, suite, contender):
        server = super().prepare(suite, contender)
        for command in (loads.set_new_command(), loads.set_same_command()):
            loads.redis_benchmark(server, command, FILLS * loads.KEYS, 16)
        server.settle()
        return server

    def measure(self, suite, contender, prepared, row):
        command, pipeline = COMMANDS[row.name]
        requests = suite.scale.plain_requests if pipeline == 1 else suite.scale.pipelined_requests
        figures = loads.redis_benchmark(prepared, command(), requests, pipeline)
        prepared.settle()
        return figures
