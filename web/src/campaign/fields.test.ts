import { describe, expect, test } from 'vitest';
import type { Column } from '../contract';
import { fileOf, numberOf, problemOf, sliderStep } from './fields';

const pay: Column = { name: 'pay', type: 'continuous', min: 8, max: 120, step: 0.1, unit: 'EUR' };
const years: Column = { name: 'years', type: 'discrete', min: 0, max: 45 };
const sex: Column = { name: 'sex', type: 'nominal', levels: ['woman', 'man, or other'] };

describe('an answer', () => {
  test.each([
    [pay, '31.2', undefined],
    [pay, ' 31,2 ', undefined],
    [pay, '31.25', 'step'],
    [pay, '7.9', 'below'],
    [pay, '120.1', 'above'],
    [pay, '0x20', 'number'],
    [pay, '1e3', 'number'],
    [pay, '', 'empty'],
    [years, '7.5', 'whole'],
    [years, '-1', 'below'],
    [sex, 'woman', undefined],
    [sex, 'WOMAN', 'level'],
  ] as [Column, string, string | undefined][])('%o %s', (column, text, problem) => {
    expect(problemOf(column, text, false)).toBe(problem);
  });
  test('may be left out where the training says so', () => {
    expect(problemOf(pay, ' ', true)).toBeUndefined();
    expect(problemOf(sex, '', true)).toBeUndefined();
  });
});

test('numbers are read as people write them', () => {
  expect(numberOf('−3,5')).toBe(-3.5);
  expect(numberOf('.5')).toBe(0.5);
  for (const text of ['', '1 000', '1,000.5', 'NaN', 'Infinity', '--1']) expect(numberOf(text)).toBeNaN();
});

test('a slider has few places', () => {
  expect(sliderStep(years)).toBe(1);
  expect(sliderStep(pay)).toBeUndefined();
  expect(sliderStep({ ...pay, max: 12 })).toBe(0.1);
  expect(sliderStep(sex)).toBeUndefined();
});

test('the row keeps commas within answers', async () => {
  const text = await fileOf([pay, years, sex], { pay: '31,20', years: '', sex: 'man, or other' }).text();
  expect(text).toBe('pay,years,sex\n31.2,,"man, or other"\n');
});
