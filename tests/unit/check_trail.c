/* SPDX-License-Identifier: MIT */
/* Tests src/trail.c. */
#include "config.h"

#include "trail.h"
#include "unit.h"

START_TEST(added)
{
	json_t *trail = json_array();

	trail_add(trail, "host", "DOCKER_HOST", "won", "tcp://h", "why");
	trail_add(trail, "tls", "DOCKER_TLS", "unset", NULL, NULL);
	trail_add(trail, "host", "caf\xe9", "absent", "\xff", "");
	unit_same_json("trail", trail,
		"[{\"topic\": \"host\", \"rule\": \"DOCKER_HOST\","
		"  \"result\": \"won\", \"value\": \"tcp://h\","
		"  \"note\": \"why\"},"
		" {\"topic\": \"tls\", \"rule\": \"DOCKER_TLS\","
		"  \"result\": \"unset\", \"value\": null, \"note\": null},"
		" {\"topic\": \"host\", \"rule\": \"(not UTF-8)\","
		"  \"result\": \"absent\", \"value\": \"(not UTF-8)\","
		"  \"note\": \"\"}]");
	json_decref(trail);
	trail_add(NULL, "host", "DOCKER_HOST", "won", NULL, NULL);
}
END_TEST

static void fill(TCase *tc)
{
	tcase_add_test(tc, added);
}

int main(void)
{
	return unit_run("trail", fill);
}
