<?php
// Counts what is as expected and ends the program at the first thing that is not.
declare(strict_types=1);

$checks = 0;

function host(): string
{
    return $_SERVER['argv'][1];
}

function port(): int
{
    return (int) $_SERVER['argv'][2];
}

function equal(string $what, mixed $seen, mixed $expected): void
{
    check($what, $seen === $expected, $seen, var_export($expected, true));
}

function within(string $what, int $seen, int $low, int $high): void
{
    check($what, $low <= $seen && $seen <= $high, $seen, "$low to $high");
}

/** A lifetime that nobody asked for: default-ttl, never -1. */
function backstop(string $what, int $ttl): void
{
    within($what, $ttl, 86391, 86400);
}

function done(): void
{
    global $checks;
    echo "ok $checks checks\n";
}

function check(string $what, bool $isRight, mixed $seen, string $expected): void
{
    global $checks;
    if (!$isRight) {
        fwrite(STDERR, "$what: expected $expected, saw " . var_export($seen, true) . "\n");
        exit(1);
    }
    $checks += 1;
}
