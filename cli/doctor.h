/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace doctor
 */
#ifndef HT_DOCTOR_H
#define HT_DOCTOR_H

int ht_doctor_main(int argc, char **argv);

#endif /* HT_DOCTOR_H */
