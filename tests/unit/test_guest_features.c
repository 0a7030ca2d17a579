/* test_guest_features.c - environment names into features, and every way to get one wrong. */
#include "common/cleanup.h"
#include "environments/environments.h"
#include "guest/guest_features.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_features(const char *name, const char *expected) {
    struct features features;
    struct error err;
    if (features_parse(&guest_features, name, &features, &err) < 0)
        fail_msg("%s", err.text);
    char text[256] = "";
    for (int i = 0; i < GUEST_FEATURES; i++) {
        strcat(text, i ? " " : "");
        strcat(text, feature_level(&guest_features, &features, i));
    }
    assert_string_equal(text, expected);
}

static void presets_and_changes_are_read(void **state) {
    (void)state;
    assert_features("kvm", "default none off thp off default on single");
    assert_features("kvm-tuned", "host host on hugetlb on multi on multi");
    assert_features("kvm+pinning=on", "default none on thp off default on single");
    assert_features("kvm+host-pages=4k+cpu-model=host", "host none off 4k off default on single");
    assert_features("kvm-tuned+queues=single+pinning=off",
                    "host host off hugetlb on single on multi");
    assert_features("kvm+vhost=off+net-queues=multi", "default none off thp off default off multi");
}

static void only_what_the_user_named_must_be_given(void **state) {
    (void)state;
    struct features features;
    assert_int_equal(features_parse(&guest_features, "kvm-tuned+pinning=on", &features, NULL), 0);
    for (int i = 0; i < GUEST_FEATURES; i++)
        assert_int_equal(features.named[i], i == GUEST_PINNING);
}

static void bad_names_are_usage_errors_that_name_the_closest(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"kvm+pining=on",
         "environment 'kvm+pining=on': unknown guest feature 'pining' (closest: pinning)"},
        {"kvm+host-pages=5k",
         "environment 'kvm+host-pages=5k': unknown host-pages '5k' (closest: 4k)"},
        {"kvm-tuned+topology=",
         "environment 'kvm-tuned+topology=': unknown topology '' (closest: none)"},
        {"kvm+vhots=on",
         "environment 'kvm+vhots=on': unknown guest feature 'vhots' (closest: vhost)"},
        {"kvm+", "environment 'kvm+': '+': KEY=LEVEL expected after '+'"},
        {"kvm+pinning", "environment 'kvm+pinning': '+pinning': KEY=LEVEL expected after '+'"},
        {"kvm+pinning=on+pinning=off",
         "environment 'kvm+pinning=on+pinning=off': pinning is given twice"},
        {"kvm++", "environment 'kvm++': '+': KEY=LEVEL expected after '+'"},
        {"kvm-tunde+pinning=on", "unknown environment 'kvm-tunde+pinning=on' (closest: kvm-tuned)"},
        {"docker+pinning=on",
         "environment 'docker+pinning=on': unknown container feature 'pinning' "
         "(closest: init)"},
        {"kvmx", "unknown environment 'kvmx' (closest: kvm)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        assert_null(environment_find(cases[i].name, &err));
        assert_int_equal(err.status, STATUS_USAGE);
        assert_string_equal(err.text, cases[i].text);
    }
}

static void variants_are_found_with_their_type(void **state) {
    (void)state;
    assert_string_equal(environment_find("kvm+pinning=on", NULL)->name, "kvm");
    assert_string_equal(environment_find("kvm-tuned", NULL)->name, "kvm-tuned");
    assert_string_equal(environment_find("kvm-tuned+io-threads=off", NULL)->name, "kvm-tuned");
    assert_true(environment_find("kvm-tuned", NULL)->traits.kind == KIND_GUEST);
    assert_string_equal(environment_find("ssh:me@there+now", NULL)->name, "ssh:");
}

static void features_are_told_from_kernel_parameters(void **state) {
    (void)state;
    assert_int_equal(feature_find(&guest_features, "host-pages"), GUEST_HOST_PAGES);
    assert_int_equal(feature_find(&guest_features, "hugepages"), -1);
}

static void every_feature_is_told(void **state) {
    (void)state;
    struct features features;
    assert_int_equal(features_parse(&guest_features, "kvm-tuned", &features, NULL), 0);
    cleanup_json json_t *all = features_json(&guest_features, &features);
    cleanup_free char *text = json_dumps(all, JSON_COMPACT);
    assert_string_equal(text, "{\"cpu-model\":\"host\",\"topology\":\"host\",\"pinning\":\"on\","
                              "\"host-pages\":\"hugetlb\",\"io-threads\":\"on\","
                              "\"queues\":\"multi\",\"vhost\":\"on\","
                              "\"net-queues\":\"multi\"}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_and_changes_are_read),
        cmocka_unit_test(only_what_the_user_named_must_be_given),
        cmocka_unit_test(bad_names_are_usage_errors_that_name_the_closest),
        cmocka_unit_test(variants_are_found_with_their_type),
        cmocka_unit_test(features_are_told_from_kernel_parameters),
        cmocka_unit_test(every_feature_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
