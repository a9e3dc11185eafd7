/* The contract as bytes in the program (the assembler reads the file; the Makefile knows of it). */
#include "api/contract.h"

__asm__(".section .rodata\n"
        ".global gulou_contract_begin\n"
        ".global gulou_contract_end\n"
        "gulou_contract_begin:\n"
        ".incbin \"docs/openapi.yaml\"\n"
        "gulou_contract_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char gulou_contract_begin[], gulou_contract_end[];

Str contract_text(void)
{
    /* cppcheck-suppress comparePointers ; two labels of one block of bytes */
    return (Str){gulou_contract_begin, (size_t)(gulou_contract_end - gulou_contract_begin)};
}
