/* The table of tables; see tables.h. */
#include "store/tables.h"

const StoreTable store_tables[] = {
    {"schema_migrations", TABLE_REFERENCE, TABLE_STAYS, "number"},
    /* the district and its people */
    {"server_settings", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, name"},
    {"district_files", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, name"},
    {"people", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, person"},
    {"person_grants", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, person, role, unit"},
    {"person_links", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, issuer, subject"},
    {"second_factors", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, person"},
    {"recovery_codes", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, person, code_hash"},
    {"sessions", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, token_hash"},
    {"throttles", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, subject"},
    {"account_events", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, id"},
    {"talks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, channel, who"},
    {"talk_seen", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, channel, message"},
    {"talk_media", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, channel, media"},
    {"partners", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, partner"},
    {"hooks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, partner"},
    {"partner_cases", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number"},
    {"linked_media", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, no"},
    {"pushes", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, call"},
    {"devices", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, device"},
    {"device_states", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, device"},
    {"device_alarms", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, device, alarm"},
    {"device_hours", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, device, hour"},
    {"platform_cases", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, platform, theirs"},
    {"used_once", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, purpose, token"},
    {"event_modes", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, seq"},
    /* cases, what is said in them, who said it */
    {"cases", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number"},
    {"case_calls", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, no"},
    {"case_clocks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, id"},
    {"case_requests", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, no"},
    {"case_events", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, seq"},
    {"case_texts", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, seq, field"},
    {"reporters", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number"},
    {"followers", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, follower"},
    {"ways", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, who"},
    {"alerts", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, alert"},
    {"mail_seen", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, message"},
    {"photos", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, photo"},
    {"twin_verdicts", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, other"},
    {"idempotency", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, scope, key"},
    {"rating_tokens", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, token_hash"},
    {"outbox", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, id"},
    {"case_holds", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number"},
    {"retention_marks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, what"},
    {"retention_later", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number"},
    /* the sealed log */
    {"log_tiles", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, level, tile"},
    {"log_heads", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, size"},
    /* patrols */
    {"spots", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, spot"},
    {"plans", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, plan"},
    {"tasks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, task"},
    {"patrol_events", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, subject, seq"},
    /* knowledge */
    {"articles", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, article"},
    {"article_versions", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, article, version"},
    /* the hotline's telephone side */
    {"phone_agents", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, extension"},
    {"phone_calls", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call"},
    {"phone_events", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call, event"},
    {"phone_legs", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call, party"},
    {"phone_call_cases", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call, number"},
    {"phone_notes", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call, seq"},
    {"phone_call_backs", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, id"},
    {"phone_call_back_tries", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, id, seq"},
    {"phone_looks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call, seq"},
    {"phone_scores", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, call"},
    /* figures, decisions, learning */
    {"due_items", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, measure, number, item"},
    {"decisions", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, seq"},
    {"decision_kinds", TABLE_DISTRIBUTED, TABLE_MOVES,
     "jurisdiction, week, category, category_sure, guess, known_category"},
    {"decision_desks", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, week, owner, confident, known_owner, upheld"},
    {"decision_moves", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, at, id"},
    {"examples", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, number, what"},
    {"models", TABLE_DISTRIBUTED, TABLE_MOVES, "jurisdiction, model"},
    /* what is searched: built again from the rest */
    {"search_docs", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, sid"},
    {"search_state", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction"},
    /* what a file keeps in other files */
    {"archived_cases", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, number"},
    {"archive_years", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, year"},
    {"archive_waiting", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, number"},
    {"archive_marks", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction"},
    /* who is at work just now */
    {"leases", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, name"},
    {"commit_marks", TABLE_DISTRIBUTED, TABLE_STAYS, "jurisdiction, writer"},
};

const size_t store_table_count = COUNT_OF(store_tables);

const StoreTable *store_table_find(Str name)
{
    for (size_t i = 0; i < store_table_count; i++)
        if (str_is(name, store_tables[i].name))
            return &store_tables[i];
    return NULL;
}

size_t store_table_key(const StoreTable *table, Str columns[TABLE_KEY_MAX])
{
    Str rest = str_of(table->key), head, tail;
    size_t count = 0;
    while (!str_empty(rest) && count < TABLE_KEY_MAX) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        columns[count++] = str_trim(head);
        rest = tail;
    }
    return count;
}
