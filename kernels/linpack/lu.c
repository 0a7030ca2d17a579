/* lu.c - threads that take one step after the other: the next panel where it can be factored, else
 * the columns that lag behind most. */
#include "lu.h"

#include "common/cleanup.h"
#include "openblas.h"

#include <pthread.h>

/* Narrow blocks make slow products, wide ones few of them. Of the widths from 64 to 256, from 1000
 * to 8000 rows, on two threads with AVX-512, this was within 4 % of the best, and with AVX2 as
 * well. They are multiples of the 24 columns that OpenBLAS's AVX-512 kernel takes at a time: what
 * is left over it adds up otherwise, so that numbers would depend on which blocks come together. */
enum { WIDTH_GRAIN = 48, WIDTH_LEAST = 48, WIDTH_MOST = 240, ROWS_FOR_ONE_MORE = 32 };

/* Panels are factored so far ahead of the columns that lag most, and no further: what is left at
 * the end is to be enough for all threads. */
enum { LEAD = 2 };

/* Wide products are faster than narrow ones, but are waited for where the next panel is in them. */
enum { BLOCKS_AT_ONCE = 4 };

struct block {
    struct lu_block columns;
    int applied; /* panels, from the left */
    bool taken;  /* by a thread, or factored */
};

struct lu {
    const struct lu_matrix *matrix;
    struct block *block;
    int blocks;

    pthread_mutex_t lock; /* of what follows, and of what blocks have had */
    pthread_cond_t changed;
    int factored; /* blocks, from the left */
    int singular;
};

/* To apply a panel to blocks side by side; where panel and block are the same, to factor it. */
struct step {
    int panel;
    int first, count; /* blocks */
};

int lu_block_width(int rows) {
    int width = WIDTH_LEAST + WIDTH_GRAIN / 2 + rows / ROWS_FOR_ONE_MORE;
    width -= width % WIDTH_GRAIN;
    return width < WIDTH_MOST ? width : WIDTH_MOST;
}

/* Behind the next panel, and of what nobody works on; -1: there is none. */
static int most_lagging(const struct lu *lu) {
    int found = -1, least = lu->factored;
    for (int i = lu->factored + 1; i < lu->blocks; i++) {
        if (!lu->block[i].taken && lu->block[i].applied < least) {
            least = lu->block[i].applied;
            found = i;
        }
    }
    return found;
}

static int alike_from(const struct lu *lu, int first) {
    int count = 1;
    while (count < BLOCKS_AT_ONCE && first + count < lu->blocks &&
           !lu->block[first + count].taken &&
           lu->block[first + count].applied == lu->block[first].applied)
        count++;
    return count;
}

static bool choose(const struct lu *lu, struct step *step) {
    int next = lu->factored, lagging = most_lagging(lu);
    bool too_far = lagging >= 0 && lu->factored - lu->block[lagging].applied > LEAD;
    if (!lu->block[next].taken && !too_far) {
        *step = (struct step){.panel = lu->block[next].applied, .first = next, .count = 1};
        return true;
    }
    if (lagging < 0)
        return false;
    *step = (struct step){lu->block[lagging].applied, lagging, alike_from(lu, lagging)};
    return true;
}

static bool factors(const struct step *step) {
    return step->panel == step->first;
}

static void take(struct lu *lu, const struct step *step) {
    for (int i = 0; i < step->count; i++)
        lu->block[step->first + i].taken = true;
}

static void give_back(struct lu *lu, const struct step *step, int singular) {
    for (int i = 0; i < step->count; i++) {
        struct block *block = &lu->block[step->first + i];
        block->applied++;
        block->taken = factors(step);
    }
    if (factors(step))
        lu->factored++;
    if (lu->singular == 0)
        lu->singular = singular;
    pthread_cond_broadcast(&lu->changed);
}

static int perform(const struct lu *lu, const struct step *step) {
    struct lu_block panel = lu->block[step->panel].columns;
    if (factors(step))
        return lu_panel_factor(lu->matrix, panel);
    struct lu_block right[BLOCKS_AT_ONCE];
    for (int i = 0; i < step->count; i++)
        right[i] = lu->block[step->first + i].columns;
    lu_panel_apply(lu->matrix, panel, right, step->count);
    return 0;
}

static void take_part(void *argument, unsigned thread) {
    (void)thread;
    struct lu *lu = argument;
    struct step step;
    pthread_mutex_lock(&lu->lock);
    while (lu->factored < lu->blocks) {
        if (!choose(lu, &step)) {
            pthread_cond_wait(&lu->changed, &lu->lock);
            continue;
        }
        take(lu, &step);
        pthread_mutex_unlock(&lu->lock);
        int singular = perform(lu, &step);
        pthread_mutex_lock(&lu->lock);
        give_back(lu, &step, singular);
    }
    pthread_mutex_unlock(&lu->lock);
}

/* The last block has what is left over, and all columns that are no pivot's. */
static void divide(struct lu *lu, int width) {
    for (int i = 0; i < lu->blocks; i++)
        lu->block[i].columns = (struct lu_block){.first = i * width, .width = width};
    struct lu_block *last = &lu->block[lu->blocks - 1].columns;
    last->width = lu->matrix->columns - last->first;
}

int lu_factor(const struct lu_matrix *matrix, struct team *team, struct error *err) {
    int width = lu_block_width(matrix->rows), blocks = matrix->rows / width;
    struct lu lu = {.matrix = matrix, .blocks = blocks > 0 ? blocks : 1};
    cleanup_free struct block *block = calloc((size_t)lu.blocks, sizeof *block);
    if (!block)
        return error_errno(err, "the blocks of LU");
    lu.block = block;
    divide(&lu, width);

    int blas_threads = openblas_get_num_threads(), result = 0;
    openblas_set_num_threads(1);
    pthread_mutex_init(&lu.lock, NULL); /* these two cannot fail with default attributes */
    pthread_cond_init(&lu.changed, NULL);
    if (team->threads == 1 || lu.blocks == 1)
        take_part(&lu, 0); /* what takes less time than a thread takes to start */
    else
        result = team_run(team, take_part, &lu, err);
    pthread_cond_destroy(&lu.changed);
    pthread_mutex_destroy(&lu.lock);
    openblas_set_num_threads(blas_threads);
    return result < 0 ? error_wrap(err, "LU") : lu.singular;
}
