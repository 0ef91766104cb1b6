"""Case 6: deletes always work, however many keys one names."""

from harness.load import fill_cold
from harness.run import case


def delete_cold(run, command):
    daemon = run.capped()
    keys = fill_cold(daemon, run.size(100_000, 16_000), 8192)
    with daemon.client(20) as client, run.watch(daemon):
        reply = client.call(command, *keys)
        run.silence(client)
    run.check(reply == len(keys), f"{command}: {str(reply)[:70]} of {len(keys)}")
    daemon.restart()
    left = daemon.ask("EXISTS", *keys[:1_000])
    run.check(left == 0, f"{left} of 1000 back after a kill")


@case("6-unlink-cold")
def unlink_cold(run):
    delete_cold(run, "UNLINK")


@case("6-del-cold")
def del_cold(run):
    delete_cold(run, "DEL")
