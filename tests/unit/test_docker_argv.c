/* test_docker_argv.c - the words of `docker run`: its network, published ports and stdin. */
#include "base/scrub.h"
#include "common/cleanup.h"
#include "environments/docker_cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char json_option[] = "--json", server[] = "198.18.0.2:5210";
static const struct argv arguments = {.word = (char *[]){json_option, server, NULL}, .count = 2};

/* All words in one line, without the scrubbed environment's. */
static char *joined(const char *network, const struct docker_wish *wish) {
    static struct docker_container container = {.name = "vtx-1-docker"};
    static struct docker_cell cell = {.by = &docker_containers, .container = &container};
    struct argv argv = {0};
    cell.network = network;
    docker_run(&argv, &cell, 0, wish);
    assert_int_equal(argv_check(&argv, NULL), 0);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    size_t variables = 0;
    for (char **word = argv.word; *word; word++) {
        if (strcmp(*word, "--env") == 0) {
            assert_string_equal(*++word, scrubbed_environment[variables++]);
            continue;
        }
        fprintf(out, "%s ", *word);
    }
    assert_null(scrubbed_environment[variables]);
    assert_int_equal(fclose(out), 0);
    argv_free(argv.word);
    return text;
}

#define HEAD "docker run --rm --name vtx-1-docker --label virtax --cpuset-cpus=0-1 --cpuset-mems=0 "
#define TAIL "virtax:f00 /bin/netstream --json 198.18.0.2:5210 "

static void expect(const char *network, bool input, const char *publish, const char *expected) {
    struct docker_wish wish = {.image = "virtax:f00",
                               .kernel = "netstream",
                               .cpus = "0-1",
                               .nodes = "0",
                               .input = input,
                               .publish = publish,
                               .arguments = &arguments};
    cleanup_free char *text = joined(network, &wish);
    assert_string_equal(text, expected);
}

static void without_wishes_it_is_dockers_default(void **state) {
    (void)state;
    expect(NULL, false, NULL, HEAD TAIL);
}

static void the_token_comes_on_stdin(void **state) {
    (void)state;
    expect(NULL, true, NULL, HEAD "--interactive " TAIL);
}

static void a_server_behind_nat_is_published_on_the_wires_address_alone(void **state) {
    (void)state;
    expect(NULL, true, "198.18.0.1:5210",
           HEAD "--interactive --publish=198.18.0.1:5210:5210/tcp "
                "--publish=198.18.0.1:5210:5210/udp " TAIL);
}

static void the_hosts_network_needs_no_port(void **state) {
    (void)state;
    expect("host", true, NULL, HEAD "--interactive --network=host " TAIL);
}

static void paths_with_colons_commas_and_quotes_are_mounted(void **state) {
    (void)state;
    struct docker_cell cell = {.by = &docker_containers, .image = "virtax:f00"};
    docker_cell_mount(&cell, "/a:b,c \"d\"");
    assert_int_equal(cell.options.count, 1);
    assert_string_equal(cell.options.word[0], "--mount=type=bind,\"source=/a:b,c \"\"d\"\"\","
                                              "\"target=/a:b,c \"\"d\"\"\"");
    argv_free(cell.options.word);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_wishes_it_is_dockers_default),
        cmocka_unit_test(the_token_comes_on_stdin),
        cmocka_unit_test(a_server_behind_nat_is_published_on_the_wires_address_alone),
        cmocka_unit_test(the_hosts_network_needs_no_port),
        cmocka_unit_test(paths_with_colons_commas_and_quotes_are_mounted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
