'use strict';
// Stands for a package that the bundle does without.
throw new Error('left out of the bundle');
