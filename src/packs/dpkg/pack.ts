import type { Pack } from '../../core/pack.ts';

/** dpkg and apt: packages, whose configuration files kapa may edit. */
export const dpkgPack: Pack = {
  name: 'dpkg',
  diagnose: async (patient) => (await import('./doctor.ts')).dpkgDiagnoses(patient),
  remarks: async (paths, after) => (await import('./conffiles.ts')).conffileRemarks(paths, after),
};
