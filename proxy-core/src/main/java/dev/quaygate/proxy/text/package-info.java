/** ASCII as bytes. Below everything else. */
@NullMarked
package dev.quaygate.proxy.text;

import org.jspecify.annotations.NullMarked;
