/* test_plan_order.c - balance, sequence and repeatability of the order of blocks and series. */
#include "plan_fixture.h"
#include "planning/order.h"

#include "common/cleanup.h"
#include "planning/williams.h"

enum { MAX = 16, SEEDS = 40 };

/* How often each series stands in each position and after each other, in one figure and x. */
struct balance {
    unsigned position[MAX][MAX], predecessor[MAX][MAX];
};

static struct balance balance_of(size_t figure, int x) {
    struct balance balance = {0};
    size_t n = plan.figure[figure].series_count;
    for (size_t i = 0; i < plan.block_count; i++) {
        const struct plan_block *block = &plan.block[i];
        if (block->figure != figure || block->x != x)
            continue;
        for (size_t k = 0; k < n; k++) {
            balance.position[k][block->order[k]]++;
            if (k > 0)
                balance.predecessor[block->order[k]][block->order[k - 1]]++;
        }
    }
    return balance;
}

static void full_designs_are_balanced(void **state) {
    (void)state;
    for (size_t n = 2; n <= 9; n++)
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            unsigned designs = 2, rows = (unsigned)williams_rows(n);
            add_figure("fig02", n, designs * rows, 0);
            order(seed);
            struct balance balance = balance_of(0, -1);
            for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < n; k++) {
                    assert_int_equal(balance.position[i][k], designs * rows / n);
                    assert_int_equal(balance.predecessor[i][k], i == k ? 0 : designs * rows / n);
                }
            plan_free(&plan);
        }
}

static unsigned spread(const unsigned *count, size_t n) {
    unsigned low = count[0], high = count[0];
    for (size_t i = 1; i < n; i++) {
        low = count[i] < low ? count[i] : low;
        high = count[i] > high ? count[i] : high;
    }
    return high - low;
}

/* However many rounds: in each position no series stands more than once more than another. */
static void truncated_designs_stay_sensible(void **state) {
    (void)state;
    for (size_t n = 2; n <= 9; n++)
        for (unsigned rounds = 1; rounds <= 2 * n + 1; rounds++)
            for (uint64_t seed = 1; seed <= 8; seed++) {
                add_figure("fig02", n, rounds, 0);
                order(seed);
                struct balance balance = balance_of(0, -1);
                for (size_t i = 0; i < n; i++)
                    assert_in_range(spread(balance.position[i], n), 0, rounds % n ? 1 : 0);
                plan_free(&plan);
            }
}

static void the_seed_alone_decides(void **state) {
    (void)state;
    add_figure("fig02", 3, 10, 0);
    add_figure("fig08", 4, 10, 3);
    order(42);
    size_t count = plan.block_count;
    assert_int_equal(count, 10 + 30);
    struct plan first = {.block = plan.block, .block_count = count};
    plan.block = NULL;
    plan.block_count = 0;
    order(42);
    assert_true(same_blocks(first.block, plan.block, count));
    order(43);
    assert_false(same_blocks(first.block, plan.block, count));
    order(42 | UINT64_C(1) << 40);
    assert_false(same_blocks(first.block, plan.block, count));
    plan_free_blocks(&first);
}

/* Over many seeds every series must start a block about equally often: relabelling is random. */
static void seeds_spread_the_first_block(void **state) {
    (void)state;
    unsigned first[3] = {0};
    add_figure("fig02", 3, 3, 0);
    for (uint64_t seed = 0; seed < 600; seed++) {
        order(seed);
        first[plan.block[0].order[0]]++;
    }
    for (size_t i = 0; i < 3; i++)
        assert_in_range(first[i], 150, 250);
}

/* In a round the figures come as they were asked for, each with its swept values in any order. */
static void rounds_follow_and_figures_in_them(void **state) {
    (void)state;
    add_figure("fig02", 3, 20, 0);
    add_figure("fig08", 4, 30, 3);
    order(1);
    assert_int_equal(plan.block_count, 20 + 90);
    unsigned in_round[31][4] = {0}, value_first[3] = {0};
    for (size_t i = 0; i < plan.block_count; i++) {
        const struct plan_block *block = &plan.block[i], *before = i ? block - 1 : NULL;
        assert_true(!before || block->round > before->round ||
                    (block->round == before->round && block->figure >= before->figure));
        if (block->figure == 1 && before && (before->figure == 0 || before->round < block->round))
            value_first[block->x]++;
        in_round[block->round][block->x + 1]++;
    }
    for (unsigned r = 1; r <= 30; r++) {
        assert_int_equal(in_round[r][0], r <= 20 ? 1 : 0);
        for (int x = 1; x <= 3; x++)
            assert_int_equal(in_round[r][x], 1);
    }
    for (int x = 0; x < 3; x++)
        assert_in_range(value_first[x], 4, 16); /* of 30 */
}

/* As if all had been planned at once: rounds that are there do not tell that more will come. */
static void more_rounds_go_on_where_the_order_ended(void **state) {
    (void)state;
    struct error err = {.text = ""};
    static const unsigned rounds[] = {13, 8, 30, 9};
    add_figure("fig02", 3, 8, 0);
    add_figure("fig08", 4, 8, 3);
    order(7);
    size_t count = plan.block_count;
    struct plan first = {.block = plan.block, .block_count = count};
    plan.block = NULL;
    plan.block_count = 0;
    order(7);
    if (plan_order_more(&plan, rounds, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(plan.block_count, 13 + 8 + 30 + 9);
    assert_true(same_blocks(first.block, plan.block, count));
    assert_memory_equal(&first.block[count - 1].layout, &plan.block[count - 1].layout,
                        sizeof(struct plan_layout));
    assert_int_equal(plan.figure[0].rounds, 13);
    assert_int_equal(plan.figure[1].rounds, 30);
    unsigned found[4] = {0};
    for (size_t i = 0; i < plan.block_count; i++)
        assert_int_equal(plan.block[i].round,
                         ++found[plan.block[i].figure + (size_t)(plan.block[i].x + 1) -
                                 (plan.block[i].figure ? 1 : 0)]);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(found[i], rounds[i]);
    plan_free_blocks(&first);
}

/* Two designs in two parts are as balanced as in one. */
static void more_rounds_stay_balanced(void **state) {
    (void)state;
    static const unsigned rounds[] = {12};
    add_figure("fig02", 3, 8, 0);
    order(3);
    assert_int_equal(plan_order_more(&plan, rounds, NULL), 0);
    struct balance balance = balance_of(0, -1);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(balance.position[i][k], 4);
            assert_int_equal(balance.predecessor[i][k], i == k ? 0 : 4);
        }
}

static void foreign_blocks_get_no_more(void **state) {
    (void)state;
    struct error err = {.text = ""};
    static const unsigned rounds[] = {12};
    add_figure("fig02", 3, 8, 0);
    order(3);
    plan.seed = 4;
    assert_int_equal(plan_order_more(&plan, rounds, &err), -1);
    assert_non_null(strstr(err.text, "not those of its seed"));
    assert_int_equal(plan.block_count, 8);
    plan.seed = 3;
    plan.block[2].layout.stack_offset ^= 16;
    assert_int_equal(plan_order_more(&plan, rounds, &err), -1);
    plan.block[2].layout.stack_offset ^= 16;
    static const unsigned fewer[] = {7};
    assert_int_equal(plan_order_more(&plan, fewer, &err), -1);
    assert_int_equal(plan.figure[0].rounds, 8);
}

static void layouts_vary_from_block_to_block(void **state) {
    (void)state;
    bool low = false, high = false, odd = false;
    add_figure("fig02", 2, 400, 0);
    order(11);
    for (size_t i = 0; i < plan.block_count; i++) {
        const struct plan_layout *layout = &plan.block[i].layout;
        assert_in_range(layout->stack_offset, 0, 4080);
        assert_int_equal(layout->stack_offset % 16, 0);
        assert_in_range(layout->environment_bytes, 0, 4096);
        low = low || layout->stack_offset < 256;
        high = high || layout->stack_offset >= 3840;
        odd = odd || layout->environment_bytes % 2;
    }
    assert_true(low && high && odd);
    struct plan_layout first = plan.block[0].layout;
    order(12);
    assert_memory_not_equal(&first, &plan.block[0].layout, sizeof first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(full_designs_are_balanced, empty),
        cmocka_unit_test_teardown(truncated_designs_stay_sensible, empty),
        cmocka_unit_test_teardown(the_seed_alone_decides, empty),
        cmocka_unit_test_teardown(seeds_spread_the_first_block, empty),
        cmocka_unit_test_teardown(rounds_follow_and_figures_in_them, empty),
        cmocka_unit_test_teardown(more_rounds_go_on_where_the_order_ended, empty),
        cmocka_unit_test_teardown(more_rounds_stay_balanced, empty),
        cmocka_unit_test_teardown(foreign_blocks_get_no_more, empty),
        cmocka_unit_test_teardown(layouts_vary_from_block_to_block, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
