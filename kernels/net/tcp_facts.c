/* tcp_facts.c - the kernel's own header, since the C library's struct tcp_info ends too early. */
#include "net/tcp_facts.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int take_buffers(int fd, struct net_tcp_facts *facts, struct error *err) {
    socklen_t size = sizeof facts->send_buffer;
    if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &facts->send_buffer, &size) < 0 ||
        getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &facts->receive_buffer, &size) < 0)
        return error_errno(err, "buffer sizes");
    size = sizeof facts->congestion - 1;
    if (getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, facts->congestion, &size) < 0)
        return error_errno(err, "TCP_CONGESTION");
    return 0;
}

int net_tcp_facts(const struct net_exchange *exchange, struct net_tcp_facts *facts,
                  struct error *err) {
    *facts = (struct net_tcp_facts){0};
    unsigned seen = 0;
    for (unsigned i = 0; i < exchange->streams && !exchange->udp; i++) {
        struct tcp_info info = {0};
        socklen_t size = sizeof info;
        if (exchange->data[i] < 0)
            continue;
        if (getsockopt(exchange->data[i], IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
            return error_errno(err, "TCP_INFO");
        if (seen == 0 && take_buffers(exchange->data[i], facts, err) < 0)
            return -1;
        facts->segments += info.tcpi_data_segs_out;
        facts->retransmits += info.tcpi_total_retrans;
        facts->rtt_us += info.tcpi_rtt;
        facts->mss = info.tcpi_snd_mss;
        facts->pmtu = info.tcpi_pmtu;
        if (seen == 0 || info.tcpi_min_rtt < facts->rtt_min_us)
            facts->rtt_min_us = info.tcpi_min_rtt;
        seen++;
    }
    if (seen > 0)
        facts->rtt_us /= seen;
    return 0;
}

json_t *net_tcp_facts_json(const struct net_tcp_facts *begin, const struct net_tcp_facts *end) {
    return json_pack("{s:s, s:I, s:I, s:f, s:f, s:i, s:i, s:i, s:i}", "congestion", end->congestion,
                     "segments", (json_int_t)(end->segments - begin->segments), "retransmits",
                     (json_int_t)(end->retransmits - begin->retransmits), "rtt_us", end->rtt_us,
                     "rtt_min_us", end->rtt_min_us, "mss", (int)end->mss, "pmtu", (int)end->pmtu,
                     "send_buffer", end->send_buffer, "receive_buffer", end->receive_buffer);
}
