"""On what and with what the figures were made."""

import dataclasses
import os
import platform
import subprocess
import time


def describe(programs, scale):
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": processor(),
        "cpus": len(os.sched_getaffinity(0)),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "load_average": os.getloadavg()[0],
        "versions": {name: version(path) for name, path in programs.items()},
        "scale": dataclasses.asdict(scale),
    }


def about(machine):
    """The description in a line."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    scale = machine["scale"]
    # What measures a row is described for the full run.
    shorter = "" if scale["name"] == "full" else " (fewer keys and requests)"
    return (
        f"{machine['date']}, {machine['cpus']} CPUs ({machine['processor']}), "
        f"{machine['memory_mb'] // 1024} GB, {machine['system']}; {versions}; {scale['name']} run"
        f"{shorter}, {scale['rounds']} rounds, medians; load average before: "
        f"{machine['load_average']:.1f}"
    )


def processor():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def version(program):
    flag = "-V" if program.endswith("memcached") else "--version"
    done = subprocess.run([program, flag], capture_output=True, text=True, check=False)
    words = (done.stdout or done.stderr).replace("v=", "").split()
    return next((word for word in words if word[0].isdigit()), "unknown")
