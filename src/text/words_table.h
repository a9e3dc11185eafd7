/* See plain_words.h: the words themselves, two characters each, without a sign between them. */
#ifndef GULOU_TEXT_WORDS_TABLE_H
#define GULOU_TEXT_WORDS_TABLE_H

extern const char words_constant[], words_frequent[], words_known[], words_names[];

#endif
