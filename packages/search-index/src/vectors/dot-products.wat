;; Exact products of one vector of signed bytes, the query, with many others, by SIMD.
;;
;; Memory, four pages of 64 KiB:
;;   page 0      the query
;;   page 1      the results, a 32-bit integer for each vector
;;   pages 2, 3  the vectors, one after the other, `width` bytes each
;;
;; `width` is a multiple of 8 and not 0. `count` is a multiple of 4 and not 0: four vectors are multiplied at once, so
;; that each part of the query is widened to 16 bits once for all four. Sums are exact up to a width of 2^17.
(module
  (memory (export "memory") 4)
  (func (export "products") (param $count i32) (param $width i32)
    ;; Where the query, the four vectors and the results are read and written.
    (local $part i32) (local $result i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    ;; Four partial sums of each vector, and eight bytes of the query as 16-bit numbers.
    (local $sum-a v128) (local $sum-b v128) (local $sum-c v128) (local $sum-d v128) (local $wide v128)
    ;; At the end of a round $d stands behind the four vectors: where the next four begin.
    (local.set $d (i32.const 0x20000))
    (local.set $result (i32.const 0x10000))
    (loop $four-vectors
      (local.set $a (local.get $d))
      (local.set $b (i32.add (local.get $a) (local.get $width)))
      (local.set $c (i32.add (local.get $b) (local.get $width)))
      (local.set $d (i32.add (local.get $c) (local.get $width)))
      (local.set $part (i32.const 0))
      (local.set $sum-a (v128.const i64x2 0 0))
      (local.set $sum-b (v128.const i64x2 0 0))
      (local.set $sum-c (v128.const i64x2 0 0))
      (local.set $sum-d (v128.const i64x2 0 0))
      (loop $eight-dimensions
        (local.set $wide (v128.load8x8_s (local.get $part)))
        (local.set $sum-a
          (i32x4.add (local.get $sum-a) (i32x4.dot_i16x8_s (local.get $wide) (v128.load8x8_s (local.get $a)))))
        (local.set $sum-b
          (i32x4.add (local.get $sum-b) (i32x4.dot_i16x8_s (local.get $wide) (v128.load8x8_s (local.get $b)))))
        (local.set $sum-c
          (i32x4.add (local.get $sum-c) (i32x4.dot_i16x8_s (local.get $wide) (v128.load8x8_s (local.get $c)))))
        (local.set $sum-d
          (i32x4.add (local.get $sum-d) (i32x4.dot_i16x8_s (local.get $wide) (v128.load8x8_s (local.get $d)))))
        (local.set $part (i32.add (local.get $part) (i32.const 8)))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (local.set $c (i32.add (local.get $c) (i32.const 8)))
        (local.set $d (i32.add (local.get $d) (i32.const 8)))
        (br_if $eight-dimensions (i32.lt_u (local.get $part) (local.get $width))))
      (i32.store offset=0 (local.get $result)
        (i32.add
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum-a)) (i32x4.extract_lane 1 (local.get $sum-a)))
            (i32x4.extract_lane 2 (local.get $sum-a)))
          (i32x4.extract_lane 3 (local.get $sum-a))))
      (i32.store offset=4 (local.get $result)
        (i32.add
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum-b)) (i32x4.extract_lane 1 (local.get $sum-b)))
            (i32x4.extract_lane 2 (local.get $sum-b)))
          (i32x4.extract_lane 3 (local.get $sum-b))))
      (i32.store offset=8 (local.get $result)
        (i32.add
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum-c)) (i32x4.extract_lane 1 (local.get $sum-c)))
            (i32x4.extract_lane 2 (local.get $sum-c)))
          (i32x4.extract_lane 3 (local.get $sum-c))))
      (i32.store offset=12 (local.get $result)
        (i32.add
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum-d)) (i32x4.extract_lane 1 (local.get $sum-d)))
            (i32x4.extract_lane 2 (local.get $sum-d)))
          (i32x4.extract_lane 3 (local.get $sum-d))))
      (local.set $result (i32.add (local.get $result) (i32.const 16)))
      (br_if $four-vectors (local.tee $count (i32.sub (local.get $count) (i32.const 4)))))))
