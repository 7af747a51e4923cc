/* What the machine could do at best: all chains between two terms, over hops kept as a compressed sparse row.
 *
 * Reads from stdin, as text: terms, hops, start, end, steps, rounds; the offsets; the targets; then the same backwards.
 * Prints the number of chains and the nanoseconds that one search takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int terms, hops, steps, *offset, *target, *back_offset, *back_target, *distance, *queue;
static char *visited;
static long found;

static int *numbers(int n) {
    int *row = malloc(sizeof(int) * (n ? n : 1));
    for (int i = 0; i < n; i++)
        if (scanf("%d", row + i) != 1) exit(2);
    return row;
}

/* The fewest hops from each term to the end, as far as `steps` go. Returns how many terms it touched. */
static int measure(int end) {
    int head = 0, tail = 0;
    queue[tail++] = end;
    distance[end] = 0;
    while (head < tail) {
        int at = queue[head++];
        if (distance[at] == steps) continue;
        for (int i = back_offset[at]; i < back_offset[at + 1]; i++)
            if (distance[back_target[i]] < 0) {
                distance[back_target[i]] = distance[at] + 1;
                queue[tail++] = back_target[i];
            }
    }
    return tail;
}

static void search(int at, int end, int left) {
    if (at == end) {
        found++;
        return;
    }
    visited[at] = 1;
    for (int i = offset[at]; i < offset[at + 1]; i++) {
        int to = target[i];
        if (!visited[to] && distance[to] >= 0 && distance[to] < left) search(to, end, left - 1);
    }
    visited[at] = 0;
}

int main(void) {
    int start, end, rounds;
    struct timespec before, after;
    if (scanf("%d %d %d %d %d %d", &terms, &hops, &start, &end, &steps, &rounds) != 6) return 2;
    offset = numbers(terms + 1);
    target = numbers(hops);
    back_offset = numbers(terms + 1);
    back_target = numbers(hops);
    distance = malloc(sizeof(int) * terms);
    queue = malloc(sizeof(int) * terms);
    visited = calloc(terms, 1);
    memset(distance, -1, sizeof(int) * terms);
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int round = 0; round < rounds; round++) {
        found = 0;
        int touched = measure(end);
        search(start, end, steps);
        for (int i = 0; i < touched; i++) distance[queue[i]] = -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%ld %.0f\n", found, ((after.tv_sec - before.tv_sec) * 1e9 + (after.tv_nsec - before.tv_nsec)) / rounds);
    return 0;
}
