/* SPDX-License-Identifier: MIT */
/*
 * A value for every parameter of an operation, out of what the tables say.
 */
#ifndef MOCK_VALUES_H
#define MOCK_VALUES_H

#include "davit.h"

/*
 * {"name": value}, "path:name" where a name stands twice: in the form an
 * engine decodes them to, which is one a client can give them in.  Seeds
 * differ in the values.  Returns new.
 */
json_t *values_params(const davit_op *op, unsigned seed);

#endif
