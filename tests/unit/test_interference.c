/* test_interference.c - what else a host did, from made-up files of two moments. */
#include "base/interference.h"
#include "common/cleanup.h"
#include "scratch_tree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static struct interference_reading reading_of(const char *digits) {
    struct cpu_set cpus = {0};
    for (const char *c = digits; *c; c++)
        cpu_set_add(*c - '0', &cpus);
    struct interference_reading reading;
    interference_read(scratch, &cpus, &reading);
    return reading;
}

/* user nice system idle iowait irq softirq steal guest guest_nice, in ticks of 10 ms */
static void write_moment(int ticks, int wait_us, int pages, const char *khz) {
    char text[512];
    snprintf(text, sizeof text,
             "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 %d 10 20 9 9 5 5 %d 0 0\n"
             "cpu1 %d 10 20 9 9 5 5 %d 0 0\ncpu10 7 7 7 7 7 7 7 7 0 0\nintr 1\n",
             ticks, ticks / 10, 2 * ticks, ticks / 5);
    tree_write("proc/stat", text);
    for (size_t i = 0; i < PRESSURES; i++) {
        char path[64];
        snprintf(path, sizeof path, "proc/pressure/%s", pressure_names[i]);
        snprintf(text, sizeof text,
                 "some avg10=9.99 avg60=1.00 avg300=0.10 total=%d\n"
                 "full avg10=0.00 avg60=0.00 avg300=0.00 total=3\n",
                 wait_us * (int)(i + 1));
        tree_write(path, text);
    }
    snprintf(text, sizeof text, "nr_free_pages 5\npswpin %d\npswpout %d\n", pages, 2 * pages);
    tree_write("proc/vmstat", text);
    tree_write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", khz);
    tree_write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "3000000\n");
}

static void differences_are_of_the_cells_cpus(void **state) {
    (void)state;
    write_moment(1000, 1000000, 10, "3000000\n");
    struct interference_reading begin = reading_of("01"), alone = reading_of("0");
    write_moment(1100, 1500000, 12, "2000000\n");
    struct interference_reading end = reading_of("01"), alone_end = reading_of("0");
    begin.at_s = alone.at_s = 10;
    end.at_s = alone_end.at_s = 12;
    struct interference sum;
    interference_unknown(&sum);
    interference_add(&sum, &begin, &end);
    near(sum.wall_s, 2, 1e-9);
    near(sum.cpu_s, 4, 1e-9);
    near(sum.tasks_s, 1 + 2, 1e-9);
    near(sum.steal_s, 0.1 + 0.2, 1e-9);
    near(sum.waiting_s[PRESSURE_CPU], 0.5, 1e-9);
    near(sum.waiting_s[PRESSURE_IO], 1.5, 1e-9);
    near(sum.swapped_pages, 6, 1e-9);
    near(sum.ghz_begin, 3, 1e-9);
    near(sum.ghz_end, 2.5, 1e-9);
    assert_true(sum.own_s >= 0);

    interference_unknown(&sum);
    interference_add(&sum, &alone, &alone_end);
    near(sum.cpu_s, 2, 1e-9);
    near(sum.tasks_s, 1, 1e-9);
}

static void spans_add_up(void **state) {
    (void)state;
    write_moment(1000, 1000000, 10, "3000000\n");
    struct interference_reading begin = reading_of("01");
    write_moment(1100, 1500000, 12, "2000000\n");
    struct interference_reading end = reading_of("01");
    begin.at_s = 10;
    end.at_s = 12;
    struct interference sum;
    interference_unknown(&sum);
    interference_add(&sum, &begin, &end);
    interference_add(&sum, &begin, &end);
    near(sum.wall_s, 4, 1e-9);
    near(sum.cpu_s, 8, 1e-9);
    near(sum.tasks_s, 6, 1e-9);
    near(sum.waiting_s[PRESSURE_MEMORY], 2, 1e-9);
    near(sum.swapped_pages, 12, 1e-9);
    near(sum.ghz_begin, 3, 1e-9);
}

static void what_is_not_told_is_null(void **state) {
    (void)state;
    tree_write("proc/stat", "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
    struct interference_reading begin = reading_of("01"); /* CPU 1 is missing */
    struct interference sum;
    interference_unknown(&sum);
    cleanup_json json_t *unknown = interference_json(&sum);
    assert_true(json_is_null(json_object_get(unknown, "wall_s")));
    interference_add(&sum, &begin, &begin);
    cleanup_json json_t *told = interference_json(&sum);
    static const char *const nulls[] = {"tasks_s", "steal_s", "swapped_pages"};
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        assert_true(json_is_null(json_object_get(told, nulls[i])));
    assert_true(json_is_null(json_object_get(json_object_get(told, "waiting_s"), "memory")));
    assert_true(json_is_null(json_array_get(json_object_get(told, "ghz"), 0)));
    assert_true(json_is_real(json_object_get(told, "wall_s")));

    struct interference_reading elsewhere;
    interference_read("", NULL, &elsewhere); /* the cell is on another machine */
    assert_true(isnan(elsewhere.used.steal_s) && isnan(elsewhere.swapped_pages) &&
                isnan(elsewhere.waiting_s[PRESSURE_CPU]));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(differences_are_of_the_cells_cpus),
        TEST(spans_add_up),
        TEST(what_is_not_told_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
