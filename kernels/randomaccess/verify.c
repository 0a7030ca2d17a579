/* verify.c - does all updates again, which undoes them, and counts what is left wrong. */
#include "verify.h"

#include "updates.h"

struct replay {
    const struct table *table;
    struct stretch all;
    unsigned threads;
};

static void replay_share(void *argument, unsigned thread) {
    const struct replay *replay = argument;
    updates_replay(replay->table, stream_of(stretch_part(replay->all, replay->threads, thread)));
}

int64_t updates_verify(const struct table *table, struct stretch done, struct team *team,
                       struct error *err) {
    struct replay replay = {.table = table, .all = done, .threads = team->threads};
    if (team_run(team, replay_share, &replay, err) < 0)
        return error_wrap(err, "the replay");
    return table_wrong_words(table, team, err);
}

bool updates_tolerable(int64_t wrong, uint64_t words) {
    return wrong >= 0 && (uint64_t)wrong <= words / 100;
}
