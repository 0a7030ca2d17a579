/* firmware.c - partition tables read from a disk's first bytes, and the files of EDK II. */
#include "firmware.h"

#include "base/process.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR = 512, MBR_CODE = 440, MBR_TABLE = 446, MBR_ENTRY = 16, ESP_TYPE = 0xef };
enum { GPT_PROTECTIVE_TYPE = 0xee };

/* GUIDs as they lie on disk: C12A7328-F81F-11D2-BA4B-00A0C93EC93B and
 * 21686148-6449-6E6F-744E-656564454649. */
static const unsigned char esp_guid[16] = {0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
                                           0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b};
static const unsigned char bios_boot_guid[16] = "Hah!IdontNeedEFI";

static uint32_t word_at(const unsigned char *at) {
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return le32toh(word);
}

/* The signature alone proves nothing: a kernel image has it as well. */
static bool has_mbr(const unsigned char *head) {
    bool any = false;
    if (head[510] != 0x55 || head[511] != 0xaa)
        return false;
    for (int i = 0; i < 4; i++) {
        const unsigned char *entry = head + MBR_TABLE + MBR_ENTRY * i;
        if (entry[0] & 0x7f)
            return false;
        any = any || (entry[4] && word_at(entry + 12) > 0);
    }
    return any;
}

static bool mbr_has_type(const unsigned char *head, unsigned char type) {
    for (int i = 0; i < 4; i++)
        if (head[MBR_TABLE + MBR_ENTRY * i + 4] == type)
            return true;
    return false;
}

static bool gpt_has(const unsigned char *head, const unsigned char guid[16]) {
    const unsigned char *gpt = head + SECTOR;
    if (memcmp(gpt, "EFI PART", 8) != 0)
        return false;
    uint64_t first = (uint64_t)word_at(gpt + 72) * SECTOR;
    uint64_t count = word_at(gpt + 80), size = word_at(gpt + 84);
    for (uint64_t i = 0; i < count && first + (i + 1) * size <= DISK_HEAD && size >= 128; i++)
        if (memcmp(head + first + i * size, guid, 16) == 0)
            return true;
    return false;
}

static bool has_code(const unsigned char *head) {
    for (int i = 0; i < MBR_CODE; i++)
        if (head[i])
            return true;
    return false;
}

const char *disk_firmware(const unsigned char head[DISK_HEAD]) {
    if (!has_mbr(head))
        return NULL;
#ifndef __x86_64__
    return "uefi";
#endif
    bool gpt = mbr_has_type(head, GPT_PROTECTIVE_TYPE);
    bool esp = gpt ? gpt_has(head, esp_guid) : mbr_has_type(head, ESP_TYPE);
    bool bios = has_code(head) || (gpt && gpt_has(head, bios_boot_guid));
    return esp && !bios ? "uefi" : "bios";
}

static const struct {
    const char *code, *variables;
} places[] = {
#ifdef __aarch64__
    {"/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"},
#else
    {"/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"},
    {"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"},
#endif
};

static int found(void) {
    for (int i = 0; i < (int)(sizeof places / sizeof *places); i++)
        if (access(places[i].code, R_OK) == 0 && access(places[i].variables, R_OK) == 0)
            return i;
    return -1;
}

int uefi_installed(struct error *err) {
    if (found() >= 0)
        return 0;
    return error_unavailable(
        err, "the image boots by UEFI, and %s is missing; `make deps` installs it", places[0].code);
}

const char *uefi_code(void) {
    int i = found();
    return places[i < 0 ? 0 : i].code;
}

int uefi_copy_variables(const char *to, struct error *err) {
    if (uefi_installed(err) < 0)
        return -1;
    const char *argv[] = {"cp", "--no-preserve=mode", "--", places[found()].variables, to, NULL};
    return process_check(argv, NULL, err);
}
