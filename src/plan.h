/* SPDX-License-Identifier: MIT */
/* A request as JSON, for people and programs to look at. */
#ifndef PLAN_H
#define PLAN_H

#include "request.h"

int plan_json(const struct request *r, const struct op *op,
	      const davit_body *body, unsigned flags, json_t **out,
	      davit_error *err);

#endif
