"""Says whether each series of samples stays flat: python3 -m soak.verdict FILE

Fits a line through the second half; the series is flat when the line rises by no more over that
half than its allowance. Exits 1 when one is not.
"""

import sys

# Column, name, and what it may rise by: a share of its mean, or at least an amount.
SERIES = [
    (1, "resident MB", 0.05, 2.0),
    # The churn itself keeps up to a hundred idle clients, which come and go at random.
    (2, "descriptors", 0.05, 25.0),
    (3, "threads", 0.0, 4.0),
    (4, "database and log MB", 0.10, 16.0),
    (5, "journal MB", 0.0, 0.01),
    (6, "keys", 0.05, 100.0),
    (7, "used MB", 0.05, 2.0),
]


def slope(points):
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread, mean_y


def main():
    with open(sys.argv[1], encoding="ascii") as samples:
        rows = [[float(word) for word in line.split()] for line in samples if line.strip()]
    half = [row for row in rows if row[0] >= (rows[0][0] + rows[-1][0]) / 2]
    if len(half) < 10:
        sys.exit("too few samples for a verdict")
    length, failed = half[-1][0] - half[0][0], False
    print(f"second half, {length:.0f} s")
    print(f"{'':20} {'mean':>12} {'max':>12} {'rise':>10} {'allowed':>10}")
    for column, name, share, least in SERIES:
        points = [(row[0], row[column]) for row in half]
        rate, mean = slope(points)
        rise, allowed = rate * length, max(mean * share, least)
        failed |= rise > allowed
        verdict = "flat" if rise <= allowed else "GROWS"
        top = max(y for _, y in points)
        print(f"{name:20} {mean:12.2f} {top:12.2f} {rise:10.2f} {allowed:10.2f}   {verdict}")
    for column, name in ((9, "lag of an expired event"), (10, "of it, the sampler's own wait")):
        worst = sorted(row[column] for row in rows)
        print(
            f"{name + ', a second':38} median {worst[len(worst) // 2]:.1f} ms, "
            f"p99 {worst[int(len(worst) * 0.99)]:.1f} ms, max {worst[-1]:.1f} ms"
        )
    sys.exit(1 if failed else 0)


main()
